import type { Say } from '../audience/letters';
import type { Alarm } from '../platform/alarms';

export function sayAlarm({ at, says }: Pick<Alarm, 'at' | 'says'>): Say {
  const moment = `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return (newsletter) => ({
    subject: `Alarm: ${newsletter} needs a look`,
    heading: 'This needs a look',
    before: [says, `Noticed on ${moment}.`],
    action: null,
    after: ['“verdicts alarms” lists this and the alarms before it.'],
    reason: 'You have this mail because alarms are mailed to the staff address in the settings.',
  });
}
