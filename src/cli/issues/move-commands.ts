import { type Command, Option } from 'commander';
import { getIssue, type Issue, listHistory } from '../../issues/find';
import { moveIssue } from '../../issues/move';
import { withdrawIssue } from '../../issues/release';
import type { Deps } from '../../platform/deps';
import { Refusal } from '../../platform/refusal';
import { readSettings } from '../../platform/settings/settings';
import { inFull } from '../../platform/text/moments';
import { cancelIssue } from '../../sending/cancel';
import { release } from '../../sending/release';
import { resumeIssue } from '../../sending/resume';
import { type AnswerOptions, answer, requireYes, type Terminal } from '../answer';
import { readActor, readNumber } from '../arguments';
import { readMoment } from '../times';
import { addIssueCommand } from './issue-command';
import { sizeOrReason } from './issue-size';
import { readIssueView } from './issue-view';
import { movesInWords } from './issue-words';
import { sizeInWords } from './size-words';

interface MoveOptions extends AnswerOptions {
  at?: string;
  by: string;
}

type Move = (deps: Deps, issue: Issue, options: MoveOptions) => Promise<unknown>;

/** What becomes of an issue: `issue release`, `withdraw`, `pause`, `resume` and `cancel`. */
export function addMoveCommands(issues: Command, terminal: Terminal): void {
  const by = () => new Option('--by <who>', 'who is doing this').default('command line');
  /** Moves the issue, then says where it stands and by which moves. */
  const move = (name: string, description: string, act: Move, next?: (n: number) => string) =>
    addIssueCommand(issues, name, description)
      .addOption(by())
      .action((n: string, options: MoveOptions) =>
        answer(terminal, options, async (deps) => {
          const number = readNumber(n);
          const issue = await getIssue(deps.db, number);
          const since = (await listHistory(deps.db, issue.id)).length;
          await act(deps, issue, { ...options, by: readActor(options.by) });
          const view = await readIssueView(deps.db, number);
          const after = { since, next: next?.(number) };
          return { json: view, words: (style) => movesInWords(view, after, style) };
        }),
      );

  addReleaseCommand(issues, terminal);

  move(
    'withdraw',
    'take back a release: the issue is a draft again',
    ({ db, now }, { id }, { by: actor }) => withdrawIssue(db, { issueId: id, actor, at: now() }),
  );

  move(
    'pause',
    'stop an issue that is going out; it can be resumed',
    ({ db, now }, { id }, { by: actor }) =>
      moveIssue(db, { issueId: id, to: 'paused', actor, at: now() }),
    (n) => `To continue: verdicts issue resume ${n}. To end it: verdicts issue cancel ${n}`,
  );

  move('resume', 'continue a paused issue', async (deps, { id, number, state }, options) => {
    requireYes(terminal, deps, options);
    refuseUnlessPaused(number, state);
    await resumeIssue(deps, { issueId: id, actor: options.by, at: deps.now() });
    await deps.enqueue(id);
  }).option('--yes', 'continue although mail is live');

  move('cancel', 'stop an issue for good', ({ db, now }, { id }, { by: actor }) =>
    cancelIssue(db, { issueId: id, actor, at: now() }),
  );
}

function addReleaseCommand(issues: Command, terminal: Terminal): void {
  addIssueCommand(issues, 'release', 'freeze a draft and set when it goes out')
    .requiredOption(
      '--at <time>',
      '2026-11-24T09:00Z, "friday 7:30", "in 20 minutes" or now; in the newsletter’s time zone unless it says Z or +01:00',
    )
    .requiredOption('--by <who>', 'who releases it')
    .option('--yes', 'continue although mail is live')
    .action((n: string, options: MoveOptions & { at: string }) =>
      answer(terminal, options, async (deps) => {
        const number = readNumber(n);
        requireYes(terminal, deps, options);
        const { 'time-zone': timeZone } = await readSettings(deps.db);
        const at = deps.now();
        const sendAt = readMoment(options.at, timeZone, at);
        await release(deps, { number, sendAt, actor: readActor(options.by), at });
        const view = await readIssueView(deps.db, number);
        const size = await sizeOrReason(deps, number);
        const words = [
          `Issue ${number}, “${view.subject}” has been released.`,
          `It goes out on ${inFull(sendAt, timeZone)}.`,
          sizeInWords(size),
          `To take it back: verdicts issue withdraw ${number}`,
        ];
        return { json: { ...view, size }, words: words.join('\n') };
      }),
    );
}

function refuseUnlessPaused(number: number, state: Issue['state']): void {
  if (state !== 'paused') throw new Refusal('conflict', `Issue ${number} is ${state}, not paused.`);
}
