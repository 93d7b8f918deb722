import { z } from 'zod';
import type { Deps } from '../platform/deps';
import type { Mailer } from '../platform/mailer';
import { deliverIssue } from './deliver-issue';

/**
 * The message "this issue has work". It wakes somebody up and nothing more: what there is to do stands
 * in rows, so that a lost message is made up by the sweep and a doubled one does no harm.
 */
export const issueWorkSchema = z.strictObject({ issue: z.int().positive() });

/** The answer at which a sender knows that there is more than one batch's work here. */
export const SECOND_BATCH = 2;

/**
 * Delivers an issue and tells of each batch that was submitted and answered, counted from 1; gives
 * the count.
 */
export async function deliverCounted(
  deps: Deps,
  issueId: number,
  {
    onAnswer,
    ...options
  }: { signal: AbortSignal; atOnce?: number; onAnswer: (nth: number) => void },
): Promise<number> {
  let answers = 0;
  const submitBatch: Mailer['submitBatch'] = async (batch) => {
    const outcome = await deps.mailer.submitBatch(batch);
    answers += 1;
    onAnswer(answers);
    return outcome;
  };
  await deliverIssue({ ...deps, mailer: { ...deps.mailer, submitBatch } }, issueId, options);
  return answers;
}
