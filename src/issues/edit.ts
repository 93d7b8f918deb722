import { type Database, inTransaction } from '../platform/database';
import { Refusal } from '../platform/refusal';
import { cleanLine, sayCleaned } from '../platform/text/clean-text';
import { lockDraft } from './find';
import { requireIntro } from './intro';

const MAX_CHARACTERS = { subject: 150, preheader: 200 };

/** `intro` is Markdown. */
export interface IssueChanges {
  subject?: string;
  preheader?: string;
  intro?: string;
}

/** Refuses a released issue. Returns what was cleaned away, a sentence each. */
export async function editIssue(
  db: Database,
  { number, changes }: { number: number; changes: IssueChanges },
): Promise<string[]> {
  const { subject, preheader, intro } = changes;
  const lines = [
    ...(subject === undefined ? [] : [readLine('subject', subject)]),
    ...(preheader === undefined ? [] : [readLine('preheader', preheader)]),
  ];
  const cleaned = intro === undefined ? [] : requireIntro(intro);
  const set = { ...Object.fromEntries(lines.map(({ name, text }) => [name, text])), intro };
  if (intro === undefined && lines.length === 0)
    throw new Refusal('invalid', 'Nothing to change: give a subject, a preheader or an intro.');
  await inTransaction(db, async (tx) => {
    const issue = await lockDraft(tx, number);
    await tx.updateTable('issues').set(set).where('id', '=', issue.id).execute();
  });
  return [
    ...lines.flatMap((line) => sayCleaned(`The ${line.name}`, line.cleaned)),
    ...sayCleaned('The intro', cleaned),
  ];
}

function readLine(name: 'subject' | 'preheader', given: string) {
  const max = MAX_CHARACTERS[name];
  const read = cleanLine(given);
  if ('fault' in read)
    throw new Refusal('invalid', `A ${name} is one line: yours has ${read.fault}.`);
  if (read.text === '') throw new Refusal('invalid', `A ${name} needs at least one character.`);
  if (read.text.length > max)
    throw new Refusal('invalid', `A ${name} can have at most ${max} characters.`);
  return { name, ...read };
}
