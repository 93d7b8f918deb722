import type { Command } from 'commander';
import { redraftIssue } from '../selection/redraft';
import { archiveIssue } from '../sending/archive-issue';
import { type AnswerOptions, answer, type Terminal } from './answer';
import { readActor, readNumber } from './arguments';
import { issueInWords, readIssueView } from './issue-view';

interface ByOptions extends AnswerOptions {
  by: string;
  remove?: boolean;
}

/** For issues that were cancelled. */
export function addArchiveCommands(issues: Command, terminal: Terminal): void {
  issues
    .command('archive')
    .description(
      'make a half-sent, cancelled issue public; any other is public once a reader has got it',
    )
    .argument('<n>', 'the issue’s number')
    .requiredOption('--by <who>', 'who decides it')
    .option('--remove', 'take it out of the archive again')
    .option('--json', 'one JSON document')
    .action((n: string, options: ByOptions) =>
      answer(terminal, options, async (deps) => {
        const number = readNumber(n);
        const { by, remove } = options;
        const actor = readActor(by);
        await archiveIssue(deps.db, { number, shown: !remove, actor, at: deps.now() });
        const view = await readIssueView(deps.db, number);
        return { json: view, words: issueInWords(view) };
      }),
    );

  issues
    .command('redraft')
    .description('make a new draft for the week of an issue that nobody got, with its content')
    .argument('<n>', 'the number of the issue that nobody got')
    .requiredOption('--by <who>', 'who makes it')
    .option('--json', 'one JSON document')
    .action((n: string, options: ByOptions) =>
      answer(terminal, options, async (deps) => {
        const by = { actor: readActor(options.by), at: deps.now() };
        const { number } = await redraftIssue(deps.db, { number: readNumber(n), ...by });
        const view = await readIssueView(deps.db, number);
        return { json: view, words: issueInWords(view) };
      }),
    );
}
