import type { Say } from '../audience/letters';
import type { Alert } from '../platform/alerts';
import { utcMinute } from '../platform/text/utc-minute';

export function sayAlert({ at, says }: Pick<Alert, 'at' | 'says'>): Say {
  return (newsletter) => ({
    subject: `Alert: ${newsletter} needs a look`,
    heading: 'This needs a look',
    before: [says, `Noticed on ${utcMinute(at)}.`],
    action: null,
    after: ['“verdicts alerts” lists this and the alerts before it.'],
    reason: 'You have this mail because alerts are mailed to the staff address in the settings.',
  });
}
