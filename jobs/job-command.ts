import type { Command } from 'commander';
import { type AnswerOptions, answer, requireYes, type Terminal } from '../src/cli/answer';
import { readMoment } from '../src/cli/times';
import type { Deps } from '../src/platform/deps';
import { Refusal } from '../src/platform/refusal';
import { readSettings } from '../src/platform/settings/settings';
import { jobs } from './index';

/** `job X`: what a scheduled job does, at once. */
export function addJobCommand(program: Command, terminal: Terminal): void {
  const names = jobs.map((job) => job.name).join(', ');
  program
    .command('job')
    .description(`run a job now: ${names}`)
    .argument('<name>', 'one of these')
    .option('--at <time>', 'as if it were this time, such as 2026-11-23T06:00Z or "in 2 minutes"')
    .option('--yes', 'continue although mail is live')
    .option('--json', 'print one JSON document')
    .action((name: string, options: AnswerOptions & { at?: string }) =>
      answer(terminal, options, async (deps) => {
        const job = jobs.find((each) => each.name === name);
        if (!job) {
          const says = `There is no job "${name.slice(0, 40)}". The jobs are ${names}.`;
          throw new Refusal('invalid', says);
        }
        requireYes(terminal, deps, options);
        const at = await readAt(deps, options.at);
        const says = await job.run(deps, at);
        return { json: { job: name, at, says }, words: says };
      }),
    );
}

async function readAt({ db, now }: Deps, text: string | undefined): Promise<Date> {
  if (text === undefined) return now();
  return readMoment(text, (await readSettings(db))['time-zone'], now());
}
