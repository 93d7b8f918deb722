import { join } from 'node:path';
import { errorFields, openLog } from '../../platform/log';
import { makeIdentity, startEmulator } from './emulator';
import { readState, writeState } from './state-file';

// Long enough for a reference to reconnect; without one for that long, stop.
const EMPTY_FOR_MS = 4_000;
// Long enough to answer the last one to leave.
const LAST_ANSWER_MS = 50;
const FIRST_REFERENCE_TIMEOUT_MS = 20_000;

const log = openLog();

async function serve(folder: string): Promise<void> {
  const last = await readState(folder);
  let isStopping = false;
  let timer = setTimeout(stop, FIRST_REFERENCE_TIMEOUT_MS);
  const emulator = await startEmulator({
    file: join(folder, 'ledger.sqlite'),
    identity: last ?? makeIdentity(),
    ports: last?.ports ?? { api: null, mailbox: null },
    onReferences(count) {
      clearTimeout(timer);
      if (count === 0) timer = setTimeout(stop, EMPTY_FOR_MS);
    },
    onLastLeft: () => setTimeout(stop, LAST_ANSWER_MS),
    log,
  });
  process.on('SIGTERM', stop);
  const { apiKey, webhookSecret, ports } = emulator;
  await writeState(folder, { pid: process.pid, ports, apiKey, webhookSecret });
  log.info({ folder, ports }, 'the Resend emulator has started');

  async function stop(): Promise<void> {
    if (isStopping) return;
    isStopping = true;
    clearTimeout(timer);
    await emulator.close();
    log.info({ folder }, 'the Resend emulator is stopping');
    process.exit(0);
  }
}

serve(process.argv[2]!).catch((error: unknown) => {
  log.error(errorFields(error), 'the Resend emulator could not start');
  process.exit(1);
});
