import { join } from 'node:path';
import { migrations } from '../../migrations';
import { readPostmaster } from '../../src/local/embedded-postgres/postmaster';
import { type LocalPostgres, startLocalPostgres } from '../../src/local/postgres';
import { startLocalServices } from '../../src/local/services';
import { openDeps } from '../../src/mail/open-deps';
import { type IssueQueue, openIssueQueue } from '../../src/node/issue-queue';
import { readConfig } from '../../src/platform/config';
import { type Database, openDatabase } from '../../src/platform/database';
import type { Deps } from '../../src/platform/deps';
import { migrate } from '../../src/platform/postgres/migrate';
import { copyProject } from '../helpers/processes/project-copy';
import { silent } from '../helpers/silent-log';
import { type LoadBalancer, openLoadBalancer } from './load-balancer';
import { type Senders, startSenders } from './senders';
import { steadily } from './steadily';

interface ScriptState {
  /** How often each fault struck. */
  done: Record<string, number>;
  events: { waiting: number };
}

/** A run's own PostgreSQL, emulator and services that send together. */
export interface Fixture {
  db: Database;
  deps: Deps;
  queue: IssueQueue;
  senders: Senders;
  frontDoor: LoadBalancer;
  mailboxUrl: string;
  /** Sets the emulator's script, or only reads; returns what it has done so far. */
  script(script: object | null): Promise<ScriptState>;
  /** Makes the emulator post its events to the services. */
  registerWebhook(): Promise<void>;
  restartPostgres(): Promise<void>;
  close(): Promise<void>;
}

export async function openFixture({ senders: count }: { senders: number }): Promise<Fixture> {
  const copy = await copyProject();
  const folder = join(copy.folder, '.data');
  let senders: Senders | null = null;
  const frontDoor = await openLoadBalancer(() => senders?.pickUrl());
  const config = readConfig({ PUBLIC_URL: frontDoor.url });
  const fixture = await startLocalServices(config, { folder, log: silent });
  const place = { folder: join(folder, 'postgres'), log: silent };
  const postgres = [await startLocalPostgres(place)];
  const { databaseUrl, resend } = fixture.config;
  const db = openDatabase(databaseUrl, { max: 6, log: silent });
  await migrate(db, migrations);
  // For no event, registered by hand, so that the services register none of their own.
  const endpoint = `${frontDoor.url}/webhooks/resend`;
  await ask(resend, '/webhooks', { method: 'POST', body: { endpoint, events: ['email.none'] } });
  senders = await startSenders(copy, { count, publicUrl: frontDoor.url });
  const now = () => new Date();
  const makeEnqueue = () => async () => {};
  const deps = await openDeps({ config: fixture.config, db, log: silent, now, makeEnqueue });
  const queue = await openIssueQueue({ databaseUrl, log: silent });
  return {
    db,
    deps,
    queue,
    senders,
    frontDoor,
    mailboxUrl: fixture.mailboxUrl!,
    script: (script) =>
      ask<ScriptState>(resend, '/script', script && { method: 'PUT', body: script }),
    async registerWebhook() {
      await ask(resend, '/webhooks', { method: 'POST', body: { endpoint, events: EVENTS } });
    },
    async restartPostgres() {
      await stopPostgres(postgres[0]!);
      postgres.push(await steadily(() => startLocalPostgres(place)));
    },
    async close() {
      await senders.stop();
      await queue.close();
      await db.destroy();
      await frontDoor.close();
      for (const entered of postgres) await entered.stop();
      await fixture.stop();
      await copy.remove();
    },
  };
}

const EVENTS = ['sent', 'delivered', 'delivery_delayed', 'bounced', 'complained', 'failed'].map(
  (name) => `email.${name}`,
);

async function ask<T>(
  { apiKey, baseUrl }: { apiKey: string; baseUrl: string },
  path: string,
  posted: { method: string; body: object } | null,
): Promise<T> {
  const answer = await fetch(`${baseUrl}${path}`, {
    method: posted?.method ?? 'GET',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: posted && JSON.stringify(posted.body),
  });
  if (!answer.ok) throw new Error(`the emulator refused ${path}: ${await answer.text()}`);
  return (await answer.json()) as T;
}

/** Like `pg_ctl stop -m immediate`: no warning, nothing flushed, and the log is replayed. */
async function stopPostgres({ dataDirectory }: LocalPostgres): Promise<void> {
  const { pid } = (await readPostmaster(dataDirectory))!;
  process.kill(pid, 'SIGQUIT');
  await steadily(async () => {
    if (await readPostmaster(dataDirectory)) throw new Error('PostgreSQL has not stopped yet');
  });
}
