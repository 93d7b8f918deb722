import { z } from 'zod';
import type { Deps } from '../platform/deps';
import type { Mailer } from '../platform/mailer';
import { deliverIssue } from './deliver-issue';

/**
 * The message "this issue has work". It wakes somebody up and nothing more: what there is to do stands
 * in rows, so that a lost message is made up by the sweep and a doubled one does no harm.
 */
export const issueWorkSchema = z.strictObject({ issue: z.int().positive() });

/** The hand at which a sender knows that there is more than one batch's work here. */
export const SECOND_HAND = 2;

/** Delivers an issue and tells of each batch that it is about to hand over, counted from 1; gives the count. */
export async function deliverCounted(
  deps: Deps,
  issueId: number,
  { signal, onHand }: { signal: AbortSignal; onHand: (nth: number) => void },
): Promise<number> {
  let hands = 0;
  const handBatch: Mailer['handBatch'] = (batch) => {
    hands += 1;
    onHand(hands);
    return deps.mailer.handBatch(batch);
  };
  await deliverIssue({ ...deps, mailer: { ...deps.mailer, handBatch } }, issueId, { signal });
  return hands;
}
