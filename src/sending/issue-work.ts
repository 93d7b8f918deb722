import { z } from 'zod';

/** The message only wakes somebody up; the work is rows, so the sweep makes up for a lost one. */
export const issueWorkSchema = z.strictObject({ issue: z.int().positive() });

/** A sender that has recorded its second batch knows that there is more than one batch's work. */
export const SECOND_BATCH = 2;
