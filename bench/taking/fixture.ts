import { join } from 'node:path';
import { sql } from 'kysely';
import { importReaders } from '../../src/audience/lists/import-readers';
import { importFiles } from '../../src/catalog/pages/import-files';
import { listSamples } from '../../src/demo/samples';
import { getIssue } from '../../src/issues/find';
import { moveIssue } from '../../src/issues/move';
import { startLocalServices } from '../../src/local/services';
import { openDeps } from '../../src/mail/open-deps';
import { readConfig } from '../../src/platform/config';
import { type Database, openDatabase } from '../../src/platform/database';
import type { Deps } from '../../src/platform/deps';
import { newId } from '../../src/platform/ids';
import { openLog } from '../../src/platform/log';
import { readSettings, setSetting } from '../../src/platform/settings/settings';
import type { Signer } from '../../src/platform/signer';
import { openWeek } from '../../src/selection/open-week';
import { planDueIssues } from '../../src/sending/plan';
import { release } from '../../src/sending/release';
import { serveProject } from '../../tests/helpers/processes/served-project';
import { onServedCopy } from '../served-copy';

const CONNECTIONS = 2;

export interface SentDelivery {
  id: number;
  email: string;
  resend_id: string;
}

/** The bundled service on a database with an issue sent to many readers. */
export interface IntakeFixture {
  db: Database;
  signer: Signer;
  installation: string;
  /** Webhooks are signed with it. */
  secret: string;
  deliveries: SentDelivery[];
  /** The numbers of the issue's counted links. */
  clickNumbers: number[];
  port: number;
  /** Of the service's process. */
  pid: number;
  folder: string;
}

interface Limits {
  descriptors?: number;
  /** Of JavaScript's old generation; the process dies if it needs more. */
  heapMb?: number;
}

/** The log goes to a file: reading a pipe would cost a share of the two cores. */
function toCommand({ descriptors, heapMb }: Limits): string[] {
  const limit = descriptors === undefined ? '' : `ulimit -n ${descriptors}; `;
  const heap = heapMb === undefined ? '' : `--max-old-space-size=${heapMb}`;
  const node = `${process.execPath} --enable-source-maps --max-semi-space-size=8 ${heap}`;
  return ['sh', '-c', `${limit}exec ${node} dist/node.mjs > log`];
}

/**
 * The bundled service on its own database, with one issue accepted for this many readers.
 * NODE_OPTIONS_OF_SERVICE is passed on to it: `--cpu-prof --cpu-prof-dir=…`.
 */
export function onIntakeFixture<T>(
  readers: number,
  work: (fixture: IntakeFixture) => Promise<T>,
  limits: Limits = {},
): Promise<T> {
  const command = toCommand(limits);
  return onServedCopy(async (copy) => {
    const log = openLog();
    const folder = join(copy.folder, '.data');
    const fixture = await startLocalServices(readConfig({}), { folder, log });
    const db = openDatabase(fixture.config.databaseUrl, { max: CONNECTIONS, log });
    const variables = { NODE_OPTIONS: process.env.NODE_OPTIONS_OF_SERVICE ?? '' };
    try {
      const makeEnqueue = () => async () => {};
      const now = () => new Date();
      const deps = await openDeps({ config: fixture.config, db, log, now, makeEnqueue });
      const sent = await sendIssue(deps, readers);
      const { port, pid, stop } = await serveProject(copy, { variables, command });
      const { signer, installation, config } = deps;
      const secret = config.resend.webhookSecret;
      const given = { db, signer, installation: installation.id, secret, port, pid, ...sent };
      return await work({ ...given, folder: copy.folder }).finally(() => stop());
    } finally {
      await db.destroy();
      await fixture.stop();
    }
  });
}

/** Straight to the state that a sender would have reached: nothing is submitted. */
async function sendIssue(deps: Deps, readers: number) {
  const { db } = deps;
  const at = new Date();
  const issueId = await planIssue(deps, readers, at);
  await sql`update deliveries set state = 'accepted', accepted_at = ${at}, pixel = true, place = 0,
      signing_key = ${deps.signer.newestKey}, resend_id = gen_random_uuid(), email = subscribers.email
    from subscribers where subscribers.id = deliveries.subscriber_id`.execute(db);
  await db.updateTable('batches').set({ state: 'recorded' }).execute();
  await moveIssue(db, { issueId, to: 'sent', actor: 'bench', at, set: { sent_at: at } });
  // As autovacuum has done by the time a mail is read.
  await sql`vacuum analyze deliveries, subscribers`.execute(db);
  const deliveries = await db
    .selectFrom('deliveries')
    .select(['id', 'email', 'resend_id'])
    .orderBy(sql`md5(id::text)`)
    .execute();
  const links = await db.selectFrom('links').select('n').where('kind', '<>', 'vote').execute();
  return {
    deliveries: deliveries as SentDelivery[],
    clickNumbers: links.map((link) => link.n),
  };
}

async function planIssue(deps: Deps, readers: number, at: Date): Promise<number> {
  const { db, installation } = deps;
  const lines = Array.from({ length: readers }, (_, nth) => `reader${nth}@example.com,yes`);
  const csv = ['email,opens', ...lines].join('\n');
  await importReaders(db, { csv, consent: 'at a fair', installation, actor: 'bench', at });
  const paths = (await listSamples()).map((sample) => sample.path);
  await importFiles(db, { paths, publishedOn: '2026-11-20', newId, at });
  await setSetting(db, { name: 'postal-address', value: '4 Quay Street, Cork', at });
  const { number } = await openWeek(db, { settings: await readSettings(db), at, actor: 'bench' });
  const sendAt = new Date(at.getTime() + 60_000);
  await release(deps, { number: number!, sendAt, actor: 'bench', at });
  await planDueIssues(db, { actor: 'bench', at: sendAt });
  return (await getIssue(db, number!)).id;
}
