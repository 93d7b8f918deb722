import type { Command } from 'commander';
import { homeOf } from '../../platform/installation';
import { readSettings, setSetting } from '../../platform/settings/settings';
import { adoptDatabase } from '../../sending/adopt';
import { type AnswerOptions, answer, requireYes, type Terminal } from '../answer';
import { adoptedInWords, changedInWords, settingsInWords } from './setting-words';

export function addSettingCommands(program: Command, terminal: Terminal): void {
  const settings = program
    .command('settings')
    .description('list the settings, or set one')
    .option('--json', 'print one JSON document')
    .action((options: AnswerOptions) =>
      answer(terminal, options, async ({ db }) => {
        const all = await readSettings(db);
        return { json: { settings: all }, words: (style) => settingsInWords(all, style) };
      }),
    );

  settings
    .command('set')
    .description('give one setting a value')
    .argument('<name>', 'its name, as `settings` lists it')
    .argument('<value>', 'its new value')
    .action((name: string, value: string, _: object, command: Command) => {
      const options = command.optsWithGlobals() as AnswerOptions;
      return answer(terminal, options, async ({ db, now }) => {
        const before = await readSettings(db);
        const all = await setSetting(db, { name, value, at: now() });
        return { json: { settings: all }, words: (style) => changedInWords(before, all, style) };
      });
    });

  program
    .command('adopt')
    .description(
      'make a copied database this installation’s own: a new id, and released issues back to draft',
    )
    .option('--yes', 'continue although mail is live')
    .option('--json', 'print one JSON document')
    .action((options: AnswerOptions) =>
      answer(terminal, options, async (deps) => {
        requireYes(terminal, deps, options);
        const { db, newId, now, config } = deps;
        const adopted = await adoptDatabase(db, { home: homeOf(config), newId, at: now() });
        return { json: adopted, words: adoptedInWords(adopted) };
      }),
    );
}
