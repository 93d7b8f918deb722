import { CommanderError } from 'commander';
import { jobs } from '../jobs';
import { createApp } from './app';
import { type AnswerOptions, answer, requireYes, type Terminal } from './cli/answer';
import { createProgram, USAGE_EXIT_CODE } from './cli/program';
import { readMoment } from './cli/times';
import { runDemo } from './demo/demo';
import { type LocalServices, startLocalServices } from './local/services';
import { openDeps } from './mail/open-deps';
import { readEnvironment } from './node/environment';
import { dataFolder } from './node/folders';
import { prepareDatabase, prepareDatabaseOnce } from './node/prepare-database';
import { nameProcess } from './node/process-name';
import { ConfigRefusal, readConfig } from './platform/config';
import { openDatabase } from './platform/database';
import type { Deps } from './platform/deps';
import { errorFields, type Log, openLog } from './platform/log';
import { explainDatabaseFailure } from './platform/postgres/database-failure';
import { Refusal } from './platform/refusal';
import { deliverIssue } from './sending/deliver-issue';

const MAX_CONNECTIONS = 4;

const terminal: Terminal = {
  open,
  out: (text) => process.stdout.write(text.endsWith('\n') ? text : `${text}\n`),
  progress: (text) => process.stderr.write(text.endsWith('\n') ? text : `${text}\n`),
  setExitCode: (code) => {
    process.exitCode = code;
  },
  redraw: process.stdout.isTTY ? redraw : null,
  enough: () => {
    const seen = new AbortController();
    void signalled().then(() => seen.abort());
    return seen.signal;
  },
};

/** From the upper left corner, each line to its end, so that it doesn't flicker. */
function redraw(text: string): void {
  const lines = text === '' ? '' : `${text.replaceAll('\n', '\x1b[K\n')}\x1b[K\n`;
  process.stdout.write(`\x1b[H${lines}\x1b[J`);
}

/** The command line speaks in its answers; of the log only what went wrong is shown. */
function quietLog(): Log {
  const log = openLog(2);
  return { info: () => {}, warn: log.warn.bind(log), error: log.error.bind(log) };
}

async function open() {
  const log = quietLog();
  try {
    const where = { folder: dataFolder(), log };
    return await openOn(await startLocalServices(readConfig(readEnvironment()), where), log);
  } catch (error) {
    const why = error instanceof ConfigRefusal ? error.message : explainDatabaseFailure(error);
    throw why === null ? error : new Refusal('unready', why);
  }
}

async function openOn({ config, stop }: LocalServices, log: Log) {
  const db = openDatabase(config.databaseUrl, { max: MAX_CONNECTIONS, log });
  const close = async () => {
    await db.destroy();
    await stop();
  };
  try {
    await prepareDatabaseOnce(db, { config, log });
    const now = () => new Date();
    const makeEnqueue = (made: Deps) => (issueId: number) => deliverIssue(made, issueId);
    return {
      deps: await openDeps({ config, db, log, now, processName: nameProcess(), makeEnqueue }),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

const program = createProgram(terminal);

program
  .command('job')
  .description(`run a job now: ${jobs.map((job) => job.name).join(', ')}`)
  .argument('<name>')
  .option('--at <time>', 'as if it were this moment, such as 2026-11-23T06:00Z')
  .option('--yes', 'go on although mail is live')
  .option('--json', 'one JSON document')
  .action((name: string, options: AnswerOptions & { at?: string }) =>
    answer(terminal, options, async (deps) => {
      const job = jobs.find((each) => each.name === name);
      if (!job) throw new Refusal('invalid', `There is no job "${name.slice(0, 40)}".`);
      requireYes(terminal, deps, options);
      const at = options.at === undefined ? deps.now() : readMoment(options.at, 'UTC', deps.now());
      const says = await job.run(deps, at);
      return { json: { job: name, at, says }, words: says };
    }),
  );

program
  .command('migrate')
  .description('bring the database to the newest migration (every command does)')
  .option('--json', 'one JSON document')
  .action((options: AnswerOptions) =>
    answer(terminal, options, async ({ db, config }) => {
      await prepareDatabase(db, { config, log: quietLog() });
      return { json: { migrated: true }, words: 'The database is migrated.' };
    }),
  );

program
  .command('demo')
  .description('two weeks at once, in a data folder of its own; then it serves')
  .option('--once', 'end after the report instead of serving')
  .option('--json', 'one JSON document')
  .action(async (options: { once?: boolean; json?: boolean }) => {
    const { port } = readConfig({ PORT: process.env.PORT });
    const log = quietLog();
    const demo = await runDemo({ createApp, port, log, progress: terminal.progress });
    terminal.out(options.json ? JSON.stringify(demo.report, null, 2) : demo.words);
    if (!options.once) {
      terminal.progress(demo.addresses);
      await signalled();
    }
    await demo.close();
  });

function signalled(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => resolve());
  });
}

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : USAGE_EXIT_CODE;
  } else if (error instanceof ConfigRefusal) {
    terminal.progress(error.message);
    process.exitCode = 1;
  } else {
    openLog(2).error({ event: 'failure', ...errorFields(error) }, 'the command failed');
    process.exitCode = 1;
  }
}
