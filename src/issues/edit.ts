import { z } from 'zod';
import { type Database, inTransaction } from '../platform/database';
import { Refusal } from '../platform/refusal';
import { lockDraft } from './find';
import { parseIntro } from './intro';

const line = (what: string, max: number) =>
  z
    .string()
    .trim()
    .min(1, `${what} needs at least one character`)
    .max(max, `${what} takes at most ${max} characters`)
    .regex(/^[^\p{Cc}\u2028\u2029]*$/u, `${what} is one line without control characters`);

const changesSchema = z.object({
  subject: line('A subject', 150).optional(),
  preheader: line('A preheader', 200).optional(),
  intro: z
    .string()
    .max(10_000, 'An intro takes at most 10,000 characters')
    .regex(/^(?:[^\p{Cc}]|[\t\r\n])*$/u, 'An intro has no control characters')
    .optional(),
});

/** `intro` is Markdown. */
export type IssueChanges = z.input<typeof changesSchema>;

/** Changes a draft's words; a released issue refuses. */
export async function editIssue(
  db: Database,
  { number, changes }: { number: number; changes: IssueChanges },
): Promise<void> {
  const parsed = changesSchema.safeParse(changes);
  if (!parsed.success) throw new Refusal('invalid', `${parsed.error.issues[0]!.message}.`);
  const set = Object.fromEntries(
    Object.entries(parsed.data).filter(([, value]) => value !== undefined),
  );
  if (Object.keys(set).length === 0) throw new Refusal('invalid', 'Nothing to change was named.');
  if (parsed.data.intro !== undefined) parseIntro(parsed.data.intro);
  await inTransaction(db, async (tx) => {
    const issue = await lockDraft(tx, number);
    await tx.updateTable('issues').set(set).where('id', '=', issue.id).execute();
  });
}
