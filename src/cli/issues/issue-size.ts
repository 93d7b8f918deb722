import { Refusal } from '../../platform/refusal';
import { type IssueSize, type MeasureDeps, measureIssue } from '../../rendering/measure';

/** Or why it is unknown, if the content cannot be rendered. */
export type SizeOrReason = IssueSize | { unknown: string };

/** Gives the reason instead of refusing: an issue that can't be rendered can still be fixed. */
export async function sizeOrReason(deps: MeasureDeps, number: number): Promise<SizeOrReason> {
  try {
    return await measureIssue(deps, { number });
  } catch (error) {
    if (error instanceof Refusal) return { unknown: error.message };
    throw error;
  }
}
