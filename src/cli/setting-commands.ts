import type { Command } from 'commander';
import { homeOf } from '../platform/installation';
import {
  describeSetting,
  readSettings,
  type Settings,
  setSetting,
  settingNames,
} from '../platform/settings/settings';
import { adoptDatabase } from '../sending/adopt';
import { type AnswerOptions, answer, requireYes, type Terminal } from './answer';

export function addSettingCommands(program: Command, terminal: Terminal): void {
  const settings = program
    .command('settings')
    .description('list the settings, or set one')
    .option('--json', 'one JSON document')
    .action((options: AnswerOptions) =>
      answer(terminal, options, async ({ db }) => {
        const all = await readSettings(db);
        return { json: { settings: all }, words: settingsInWords(all) };
      }),
    );

  settings
    .command('set')
    .description('give one setting a value')
    .argument('<name>')
    .argument('<value>')
    .action((name: string, value: string, _: object, command: Command) => {
      const options = command.optsWithGlobals() as AnswerOptions;
      return answer(terminal, options, async ({ db, now }) => {
        const all = await setSetting(db, { name, value, at: now() });
        return { json: { settings: all }, words: settingsInWords(all) };
      });
    });

  program
    .command('adopt')
    .description(
      'make a copied database this installation’s own: a new id, and unsent issues back to draft',
    )
    .option('--yes', 'go on although mail is live')
    .option('--json', 'one JSON document')
    .action((options: AnswerOptions) =>
      answer(terminal, options, async (deps) => {
        requireYes(terminal, deps, options);
        const { db, newId, now, config } = deps;
        const adopted = await adoptDatabase(db, { home: homeOf(config), newId, at: now() });
        const { public_url, drafts, cancelled } = adopted;
        const words = `This database now belongs to ${public_url}; ${drafts.length} released issues are drafts again, ${cancelled.length} that were going out are cancelled.`;
        return { json: adopted, words };
      }),
    );
}

function settingsInWords(settings: Settings): string {
  return settingNames
    .map((name) => `${name} = ${JSON.stringify(settings[name])}\n    ${describeSetting(name)}`)
    .join('\n');
}
