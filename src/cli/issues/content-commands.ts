import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { editIssue } from '../../issues/edit';
import { setEntries } from '../../issues/entries';
import type { Deps } from '../../platform/deps';
import { Refusal } from '../../platform/refusal';
import { previewIssue, sendTest } from '../../rendering/preview';
import { type AnswerOptions, answer, requireYes, type Terminal } from '../answer';
import { readNumber } from '../arguments';
import { addIssueCommand } from './issue-command';
import { sizeOrReason } from './issue-size';
import { type IssueView, readIssueView } from './issue-view';
import { editInWords, entriesInWords } from './issue-words';
import { readIntro } from './read-intro';
import { sizeInWords } from './size-words';

interface EditOptions extends AnswerOptions {
  subject?: string;
  preheader?: string;
  intro?: string;
}

const EDITED = ['subject', 'preheader', 'intro'] as const;

/** What an issue says: `issue edit`, `entries`, `preview` and `test`. */
export function addContentCommands(issues: Command, terminal: Terminal): void {
  addIssueCommand(issues, 'edit', 'change a draft’s subject, preheader or intro')
    .option('--subject <text>', 'one line, at most 150 characters')
    .option('--preheader <text>', 'the line that inboxes show beside the subject')
    .option('--intro <file.md>', 'a Markdown file; links must be https or mailto')
    .action((n: string, options: EditOptions) =>
      answer(terminal, options, async (deps) => {
        const number = readNumber(n);
        const { subject, preheader, intro: file } = options;
        const intro = file === undefined ? undefined : await readIntro(file);
        const changes = { subject, preheader, intro };
        for (const note of await editIssue(deps.db, { number, changes })) terminal.progress(note);
        const view = await readSizedView(deps, number);
        const changed = EDITED.filter((name) => changes[name] !== undefined);
        return { json: view, words: editInWords(view, changed) };
      }),
    );

  addIssueCommand(issues, 'entries', 'choose and order a draft’s comparisons')
    .requiredOption('--order <slug,slug,…>', 'all of them, in order')
    .action((n: string, options: AnswerOptions & { order: string }) =>
      answer(terminal, options, async (deps) => {
        const number = readNumber(n);
        const slugs = options.order.split(',').map((slug) => slug.trim());
        await setEntries(deps.db, { number, slugs: slugs.filter(Boolean) });
        const view = await readSizedView(deps, number);
        return { json: view, words: entriesInWords(view) };
      }),
    );

  addIssueCommand(issues, 'preview', 'write the issue as it would go out to an HTML file')
    .requiredOption('--to <file.html>', 'the file to write')
    .action((n: string, options: AnswerOptions & { to: string }) =>
      answer(terminal, options, async (deps) => {
        const number = readNumber(n);
        const { html } = await previewIssue(deps, { number });
        await writeFile(options.to, html).catch((error: NodeJS.ErrnoException) => {
          throw new Refusal('invalid', `${options.to} cannot be written (${error.code}).`);
        });
        const size = await sizeOrReason(deps, number);
        const words = `Wrote ${options.to}. ${sizeInWords(size)}`;
        return { json: { file: options.to, bytes: Buffer.byteLength(html), size }, words };
      }),
    );

  addIssueCommand(issues, 'test', 'send the issue to one address, marked as a test')
    .requiredOption('--to <address>', 'where to send it')
    .option('--yes', 'continue although mail is live')
    .action((n: string, options: AnswerOptions & { to: string }) =>
      answer(terminal, options, async (deps) => {
        requireYes(terminal, deps, options);
        await sendTest(deps, { number: readNumber(n), to: options.to });
        return { json: { accepted: true }, words: `A test was sent to ${options.to}.` };
      }),
    );
}

async function readSizedView(deps: Deps, number: number): Promise<IssueView> {
  const view = await readIssueView(deps.db, number);
  return { ...view, size: await sizeOrReason(deps, number) };
}
