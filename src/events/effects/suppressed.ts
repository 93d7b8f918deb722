import { markFailed } from '../../deliveries/mark';
import { type Effect, suppressRecipients } from './happening';

/**
 * Resend took the mail and kept it back: the address is on the team's own suppression list, after a
 * hard bounce or a complaint of some mail. Which one it does not say, so the milder reason is kept.
 */
export const suppressed: Effect = async (deps, happenings) => {
  const failures = happenings.map((each) => ({ ...each, failure: 'suppressed by Resend' }));
  await markFailed(deps.db, failures);
  await suppressRecipients(deps, 'bounced', happenings);
};
