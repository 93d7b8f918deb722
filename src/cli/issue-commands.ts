import { readFile, writeFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { editIssue } from '../issues/edit';
import { setEntries } from '../issues/entries';
import { getIssue, type Issue, listIssues } from '../issues/find';
import { moveIssue } from '../issues/move';
import { withdrawIssue } from '../issues/release';
import type { Deps } from '../platform/deps';
import { Refusal } from '../platform/refusal';
import { readSettings } from '../platform/settings/settings';
import { previewIssue, sendTest } from '../rendering/preview';
import { listWeeksWithoutIssue } from '../selection/weeks-without-issue';
import { cancelIssue } from '../sending/cancel';
import { release } from '../sending/release';
import { resumeIssue } from '../sending/resume';
import { type AnswerOptions, answer, requireYes, type Terminal } from './answer';
import { addArchiveCommands } from './archive-command';
import { readActor, readNumber } from './arguments';
import { listInWords } from './issue-list';
import { sizeInWords, tellSize } from './issue-size';
import { issueInWords, readIssueView } from './issue-view';
import { addResolveCommand } from './resolve-command';
import { addSendAgainCommand } from './send-again-command';
import { addStatusCommand } from './status-command';
import { momentInWords, readMoment } from './times';

const MAX_INTRO_BYTES = 100_000;
const LISTED = 100;

export function addIssueCommands(program: Command, terminal: Terminal): void {
  const issues = program.command('issue').description('the weekly editions');
  const command = (name: string, description: string) =>
    issues.command(name).description(description).option('--json', 'one JSON document');
  type Work = (deps: Deps, number: number, options: Record<string, string>) => Promise<void>;
  /** A command on issue N that shows the issue when it is done; on its content it says the size too. */
  const change = (
    name: string,
    description: string,
    work: Work,
    { isOnContent = false }: { isOnContent?: boolean } = {},
  ) =>
    command(name, description)
      .argument('<n>', 'the issue’s number')
      .action((n: string, options: AnswerOptions & Record<string, string>) =>
        answer(terminal, options, async (deps) => {
          const number = readNumber(n);
          await work(deps, number, options);
          const issue = await readIssueView(deps.db, number);
          const view = isOnContent ? { ...issue, size: await tellSize(deps, number) } : issue;
          return { json: view, words: issueInWords(view) };
        }),
      );
  const by = () => new Option('--by <who>', 'who does it').default('command line');
  const yes = () => new Option('--yes', 'go on although mail is live');

  command('list', 'the latest issues, newest first').action((options: AnswerOptions) =>
    answer(terminal, options, async ({ db, now }) => {
      const issues = await listIssues(db, { limit: LISTED });
      const weeks_without_issue = await listWeeksWithoutIssue(db, { limit: LISTED });
      const words = listInWords({ issues, weeks_without_issue, at: now() });
      return { json: { issues, weeks_without_issue }, words };
    }),
  );

  const onContent = (name: string, description: string, work: Work) =>
    change(name, description, work, { isOnContent: true });

  onContent(
    'show',
    'an issue, its entries and why they were picked, its size, and its history',
    async () => {},
  );

  onContent('edit', 'change a draft’s words', async ({ db }, number, options) => {
    const { subject, preheader, intro: file } = options;
    const intro = file === undefined ? undefined : await readIntro(file);
    const changes = { subject, preheader, intro };
    for (const said of await editIssue(db, { number, changes })) terminal.progress(said);
  })
    .option('--subject <text>')
    .option('--preheader <text>')
    .option('--intro <file.md>', 'Markdown; links are https or mailto');

  onContent(
    'entries',
    'choose and order a draft’s comparisons',
    async ({ db }, number, options) => {
      const slugs = options.order!.split(',').map((slug) => slug.trim());
      await setEntries(db, { number, slugs: slugs.filter(Boolean) });
    },
  ).requiredOption('--order <slug,slug,…>', 'all of them, in order');

  onContent(
    'release',
    'freeze a draft and set the moment it goes out',
    async (deps, number, options) => {
      requireYes(terminal, deps, options);
      const settings = await readSettings(deps.db);
      const at = deps.now();
      const sendAt = readMoment(options.at!, settings['time-zone'], at);
      const actor = readActor(options.by!);
      await release(deps, { number, sendAt, actor, at });
      terminal.progress(`It goes out on ${momentInWords(sendAt, settings['time-zone'])}.`);
    },
  )
    .requiredOption(
      '--at <time>',
      '2026-11-24T09:00Z, "friday 7:30", "in 20 minutes" or now; without Z in the newsletter’s zone',
    )
    .requiredOption('--by <who>', 'who releases it')
    .addOption(yes());

  change(
    'withdraw',
    'take a release back; the issue is a draft again',
    async ({ db, now }, number, options) => {
      const { id: issueId } = await getIssue(db, number);
      await withdrawIssue(db, { issueId, actor: readActor(options.by!), at: now() });
    },
  ).addOption(by());

  change(
    'pause',
    'stop an issue that is going out; it can go on',
    async ({ db, now }, number, options) => {
      const { id: issueId } = await getIssue(db, number);
      await moveIssue(db, { issueId, to: 'paused', actor: readActor(options.by!), at: now() });
    },
  ).addOption(by());

  change('resume', 'let a paused issue go on', async (deps, number, options) => {
    requireYes(terminal, deps, options);
    const { id: issueId, state } = await getIssue(deps.db, number);
    refuseUnlessPaused(number, state);
    await resumeIssue(deps, { issueId, actor: readActor(options.by!), at: deps.now() });
    await deps.enqueue(issueId);
  })
    .addOption(by())
    .addOption(yes());

  change('cancel', 'stop an issue for good', async ({ db, now }, number, options) => {
    const { id: issueId } = await getIssue(db, number);
    await cancelIssue(db, { issueId, actor: readActor(options.by!), at: now() });
  }).addOption(by());

  addStatusCommand(issues, terminal);
  addResolveCommand(issues, terminal);
  addSendAgainCommand(issues, terminal);
  addArchiveCommands(issues, terminal);

  command('preview', 'write the issue as it would go out, as an HTML file')
    .argument('<n>', 'the issue’s number')
    .requiredOption('--to <file.html>')
    .action((n: string, options: AnswerOptions & { to: string }) =>
      answer(terminal, options, async (deps) => {
        const number = readNumber(n);
        const { html } = await previewIssue(deps, { number });
        await writeFile(options.to, html).catch((error: NodeJS.ErrnoException) => {
          throw new Refusal('invalid', `${options.to} cannot be written (${error.code}).`);
        });
        const size = await tellSize(deps, number);
        const words = `${options.to} is written. ${sizeInWords(size)}`;
        return { json: { file: options.to, bytes: Buffer.byteLength(html), size }, words };
      }),
    );

  command('test', 'send the issue to one address, marked as a test')
    .argument('<n>', 'the issue’s number')
    .requiredOption('--to <address>')
    .addOption(yes())
    .action((n: string, options: AnswerOptions & { to: string }) =>
      answer(terminal, options, async (deps) => {
        requireYes(terminal, deps, options);
        await sendTest(deps, { number: readNumber(n), to: options.to });
        return { json: { accepted: true }, words: `A test went to ${options.to}.` };
      }),
    );
}

function refuseUnlessPaused(number: number, state: Issue['state']): void {
  if (state !== 'paused') throw new Refusal('conflict', `Issue ${number} is ${state}, not paused.`);
}

async function readIntro(file: string): Promise<string> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new Refusal('missing', `"${file}" cannot be read (${error.code}).`);
  });
  if (bytes.length > MAX_INTRO_BYTES) throw new Refusal('invalid', `${file} is over 100 kB.`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Refusal('invalid', `${file} is not UTF-8 text.`);
  }
}
