import { z } from 'zod';
import type { Deps } from '../platform/deps';
import type { Mailer } from '../platform/mailer';
import { deliverIssue } from './deliver-issue';

/** The message only wakes somebody up; the work is rows, so the sweep makes up for a lost one. */
export const issueWorkSchema = z.strictObject({ issue: z.int().positive() });

/** A sender that gets its second answer knows that there is more than one batch's work. */
export const SECOND_BATCH = 2;

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
