import { markFailed } from '../../deliveries/mark';
import { type Effect, suppressRecipients } from './delivery-event';

/** On Resend's list after a bounce or complaint: it doesn't say which, so the milder counts. */
export const suppressed: Effect = async (deps, deliveryEvents) => {
  const failures = deliveryEvents.map((each) => ({ ...each, failure: 'suppressed by Resend' }));
  await markFailed(deps.db, failures);
  await suppressRecipients(deps, 'bounced', deliveryEvents);
};
