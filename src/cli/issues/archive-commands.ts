import type { Command } from 'commander';
import { redraftIssue } from '../../selection/redraft';
import { archiveIssue } from '../../sending/archive-issue';
import { type AnswerOptions, answer, type Terminal } from '../answer';
import { readActor, readNumber } from '../arguments';
import { readIssueView } from './issue-view';
import { archivedInWords, redraftedInWords } from './issue-words';

interface ByOptions extends AnswerOptions {
  by: string;
  remove?: boolean;
}

/** For issues that were cancelled. */
export function addArchiveCommands(issues: Command, terminal: Terminal): void {
  issues
    .command('archive')
    .description(
      'make public an issue that was cancelled halfway; others become public once a reader has received them',
    )
    .argument('<n>', 'the issue’s number')
    .requiredOption('--by <who>', 'who decides')
    .option('--remove', 'take it out of the archive again')
    .option('--json', 'print one JSON document')
    .action((n: string, options: ByOptions) =>
      answer(terminal, options, async (deps) => {
        const number = readNumber(n);
        const { by, remove } = options;
        const actor = readActor(by);
        await archiveIssue(deps.db, { number, shown: !remove, actor, at: deps.now() });
        const view = await readIssueView(deps.db, number);
        return { json: view, words: archivedInWords(view) };
      }),
    );

  issues
    .command('redraft')
    .description('make a new draft with the content of an issue that nobody received')
    .argument('<n>', 'the number of that issue')
    .requiredOption('--by <who>', 'who is making it')
    .option('--json', 'print one JSON document')
    .action((n: string, options: ByOptions) =>
      answer(terminal, options, async (deps) => {
        const old = readNumber(n);
        const by = { actor: readActor(options.by), at: deps.now() };
        const { number } = await redraftIssue(deps.db, { number: old, ...by });
        const view = await readIssueView(deps.db, number);
        return { json: view, words: redraftedInWords(view, old) };
      }),
    );
}
