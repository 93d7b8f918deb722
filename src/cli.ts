import { styleText } from 'node:util';
import { CommanderError } from 'commander';
import { jobs } from '../jobs';
import { addJobCommand } from '../jobs/job-command';
import { createApp } from './app';
import { type AnswerOptions, answer, type Terminal } from './cli/answer';
import { ignoreClosedPipe } from './cli/closed-pipe';
import { addCompletionCommand } from './cli/completion/completion-command';
import { createProgram, nameKnownCommands, USAGE_EXIT_CODE } from './cli/program';
import { runDemo } from './demo/demo';
import { type LocalServices, startLocalServices } from './local/services';
import { openDeps } from './mail/open-deps';
import { readEnvironment } from './node/environment';
import { dataFolder } from './node/folders';
import { prepareDatabase, prepareDatabaseOnce } from './node/prepare-database';
import { nameProcess } from './node/process-name';
import { readConfig } from './platform/config';
import { openDatabase } from './platform/database';
import type { Deps } from './platform/deps';
import { explainFailure } from './platform/failure';
import { errorFields, type Log, type LogFormat, openLog } from './platform/log';
import { settingNames } from './platform/settings/settings';
import { deliverIssue } from './sending/deliver-issue';

const MAX_CONNECTIONS = 4;

ignoreClosedPipe(process.stderr);
const outputClosed = ignoreClosedPipe(process.stdout);

const terminal: Terminal = {
  open,
  out: (text) => process.stdout.write(text.endsWith('\n') ? text : `${text}\n`),
  progress: (text) => process.stderr.write(text.endsWith('\n') ? text : `${text}\n`),
  complain: (text) =>
    terminal.progress(styleText('red', text.trimEnd(), { stream: process.stderr })),
  setExitCode: (code) => {
    process.exitCode = code;
  },
  paint: (look, text) => styleText(look, text, { stream: process.stdout }),
  redraw: process.stdout.isTTY ? redraw : null,
  enough: () => {
    const seen = new AbortController();
    void signalled().then(() => seen.abort());
    return AbortSignal.any([seen.signal, outputClosed]);
  },
};

/** From the upper left corner, each line to its end, so that it doesn't flicker. */
function redraw(text: string): void {
  const lines = text === '' ? '' : `${text.replaceAll('\n', '\x1b[K\n')}\x1b[K\n`;
  process.stdout.write(`\x1b[H${lines}\x1b[J`);
}

/** Commands speak through their answers; of the log only what went wrong is shown. */
function quietLog(format: LogFormat = process.stderr.isTTY ? 'text' : 'json'): Log {
  const log = openLog(format);
  return { info: () => {}, warn: log.warn.bind(log), error: log.error.bind(log) };
}

async function open() {
  const config = readConfig(readEnvironment());
  const log = quietLog(config.logFormat);
  return openOn(await startLocalServices(config, { folder: dataFolder(), log }), log);
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

addJobCommand(program, terminal);

program
  .command('migrate')
  .description('bring the database to the newest migration, as every command does')
  .option('--json', 'print one JSON document')
  .action((options: AnswerOptions) =>
    answer(terminal, options, async ({ db, config, log }) => {
      await prepareDatabase(db, { config, log });
      return { json: { migrated: true }, words: 'The database is up to date.' };
    }),
  );

program
  .command('demo')
  .description('play two weeks in a data folder of its own, then serve them')
  .option('--once', 'end after the report instead of serving')
  .option('--json', 'print one JSON document')
  .action(async (options: { once?: boolean; json?: boolean }) => {
    const { PORT, LOG_FORMAT } = process.env;
    const { port, logFormat } = readConfig({ PORT, LOG_FORMAT });
    const log = quietLog(logFormat);
    const demo = await runDemo({ createApp, port, log, progress: terminal.progress });
    terminal.out(options.json ? JSON.stringify(demo.report, null, 2) : demo.words);
    if (!options.once) {
      terminal.progress(demo.addresses);
      await signalled();
    }
    await demo.close();
  });

addCompletionCommand(program, terminal, {
  job: jobs.map((job) => job.name),
  'settings set': settingNames,
});
nameKnownCommands(program);

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
  } else {
    const why = explainFailure(error);
    if (why === null) {
      const fields = { event: 'failure', ...errorFields(error) };
      quietLog().error(fields, 'the command failed unexpectedly');
    } else terminal.complain(why);
    process.exitCode = 1;
  }
}
