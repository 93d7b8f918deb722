import { join } from 'node:path';
import { errorFields, openLog } from '../../platform/log';
import { makeIdentity, startStandIn } from './stand-in';
import { readState, writeState } from './state-file';

// Long enough for a tenant that restarts its connection; nobody left for that long means: go.
const EMPTY_FOR_MS = 4_000;
// Long enough to answer the one who was the last to leave.
const LAST_ANSWER_MS = 50;
const FIRST_TENANT_WITHIN_MS = 20_000;

const log = openLog(2);

async function serve(folder: string): Promise<void> {
  const last = await readState(folder);
  let isStopping = false;
  let timer = setTimeout(stop, FIRST_TENANT_WITHIN_MS);
  const standIn = await startStandIn({
    file: join(folder, 'ledger.sqlite'),
    identity: last ?? makeIdentity(),
    ports: last?.ports ?? { api: null, mailbox: null },
    onTenants(count) {
      clearTimeout(timer);
      if (count === 0) timer = setTimeout(stop, EMPTY_FOR_MS);
    },
    onLastLeft: () => setTimeout(stop, LAST_ANSWER_MS),
    log,
  });
  process.on('SIGTERM', stop);
  const { apiKey, webhookSecret, ports } = standIn;
  await writeState(folder, { pid: process.pid, ports, apiKey, webhookSecret });
  log.info({ folder, ports }, 'the Resend stand-in answers');

  async function stop(): Promise<void> {
    if (isStopping) return;
    isStopping = true;
    clearTimeout(timer);
    await standIn.close();
    log.info({ folder }, 'the Resend stand-in stops');
    process.exit(0);
  }
}

serve(process.argv[2]!).catch((error: unknown) => {
  log.error(errorFields(error), 'the Resend stand-in could not start');
  process.exit(1);
});
