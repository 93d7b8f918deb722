import type { Command } from 'commander';
import { listIssues } from '../../issues/find';
import { listWeeksWithoutIssue } from '../../selection/weeks-without-issue';
import { type AnswerOptions, answer, type Terminal } from '../answer';
import { readNumber } from '../arguments';
import { addArchiveCommands } from './archive-commands';
import { addContentCommands } from './content-commands';
import { addIssueCommand } from './issue-command';
import { sizeOrReason } from './issue-size';
import { readIssueView } from './issue-view';
import { issueInWords, issuesInWords } from './issue-words';
import { addMoveCommands } from './move-commands';
import { addResolveCommand } from './resolve-command';
import { addSendAgainCommand } from './send-again-command';
import { addStatusCommand } from './status-command';

const LISTED = 100;

export function addIssueCommands(program: Command, terminal: Terminal): void {
  const issues = program.command('issue').description('the weekly editions');

  issues
    .command('list')
    .description('list the latest issues, newest first')
    .option('--json', 'print one JSON document')
    .action((options: AnswerOptions) =>
      answer(terminal, options, async ({ db, now }) => {
        const issues = await listIssues(db, { limit: LISTED });
        const weeks = await listWeeksWithoutIssue(db, { limit: LISTED });
        const json = { issues, weeks_without_issue: weeks };
        const at = now();
        return { json, words: (style) => issuesInWords(issues, { weeks, at }, style) };
      }),
    );

  addIssueCommand(
    issues,
    'show',
    'show an issue: its entries, why they were picked, its size and its history',
  ).action((n: string, options: AnswerOptions) =>
    answer(terminal, options, async (deps) => {
      const number = readNumber(n);
      const view = await readIssueView(deps.db, number);
      const whole = { ...view, size: await sizeOrReason(deps, number) };
      return { json: whole, words: (style) => issueInWords(whole, style) };
    }),
  );

  addContentCommands(issues, terminal);
  addMoveCommands(issues, terminal);
  addStatusCommand(issues, terminal);
  addResolveCommand(issues, terminal);
  addSendAgainCommand(issues, terminal);
  addArchiveCommands(issues, terminal);
}
