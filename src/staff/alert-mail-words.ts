import type { Say } from '../audience/transactional-mail-words';
import type { Alert } from '../platform/alerts';
import { utcMinute } from '../platform/text/utc-minute';

export function sayAlert({ at, says }: Pick<Alert, 'at' | 'says'>): Say {
  return (newsletter) => ({
    subject: `Alert: ${newsletter} needs your attention`,
    heading: 'This needs your attention',
    before: [says, `Raised on ${utcMinute(at)}.`],
    action: null,
    after: ['To list this and earlier alerts, run “verdicts alerts”.'],
    reason: 'You received this email because alerts go to the staff address in the settings.',
  });
}
