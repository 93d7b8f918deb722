import type { Say } from '../audience/letters';
import type { Alarm } from '../platform/alarms';
import { utcMinute } from '../platform/utc-minute';

export function sayAlarm({ at, says }: Pick<Alarm, 'at' | 'says'>): Say {
  return (newsletter) => ({
    subject: `Alarm: ${newsletter} needs a look`,
    heading: 'This needs a look',
    before: [says, `Noticed on ${utcMinute(at)}.`],
    action: null,
    after: ['“verdicts alarms” lists this and the alarms before it.'],
    reason: 'You have this mail because alarms are mailed to the staff address in the settings.',
  });
}
