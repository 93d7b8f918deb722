import { markComplained } from '../../deliveries/mark';
import { type Effect, suppressRecipients } from './happening';

/** The reader called it spam: never again. */
export const complained: Effect = async (deps, happenings) => {
  await markComplained(deps.db, happenings);
  await suppressRecipients(deps, 'complained', happenings);
};
