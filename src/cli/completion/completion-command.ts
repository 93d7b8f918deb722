import type { Command } from 'commander';
import type { AnswerOptions, Terminal } from '../answer';
import { writeBash } from './bash';
import { writeFish } from './fish';
import { type KnownValues, listPlaces } from './places';
import { writeZsh } from './zsh';

const WRITERS = { bash: writeBash, zsh: writeZsh, fish: writeFish };
const SHELLS = Object.keys(WRITERS) as (keyof typeof WRITERS)[];

/** `completion bash`: the script that lets a shell complete `verdicts`. Reads and changes nothing. */
export function addCompletionCommand(
  program: Command,
  terminal: Terminal,
  known: KnownValues,
): void {
  program
    .command('completion')
    .description('print a script that teaches your shell to complete `verdicts`')
    .argument('<shell>', SHELLS.join(', '))
    .option('--json', 'print one JSON document')
    .action((name: string, options: AnswerOptions, command: Command) => {
      const shell = SHELLS.find((each) => each === name);
      if (!shell)
        return command.error(
          `error: there is no completion for the shell '${name}'; the shells are ${SHELLS.join(', ')}`,
        );
      const script = WRITERS[shell](listPlaces(program, { ...known, completion: SHELLS }));
      terminal.out(options.json ? JSON.stringify({ shell, script }, null, 2) : script);
    });
}
