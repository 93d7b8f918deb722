import { sql } from 'kysely';
import type { Deps } from '../platform/deps';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../platform/durations';
import { requireOwnInstallation } from '../platform/installation';
import { databaseHost, encryptionOf, isPrivateHost } from '../platform/postgres/database-url';
import { countOwnTables } from '../platform/postgres/service-role';
import { Refusal } from '../platform/refusal';
import type { Check } from './check';
import { type Finding, fault, look, ok } from './finding';

/** These run each minute, which shows that the service runs. */
export const MINUTELY_JOBS = [
  ...['send-due', 'settle-votes', 'sweep', 'watch-sign-ups', 'watch-standstill', 'watch-silence'],
  ...['answer-sign-ups', 'answer-moves', 'mail-alerts', 'send-transactional-mails'],
  ...['forget-used-attempts', 'forget-erased-addresses', 'forget-erased-evidence'],
];

const JOBS_WITHIN_MS = 5 * MINUTE_MS;
const FAILED_WITHIN_MS = HOUR_MS;
const ALERTS_WITHIN_MS = DAY_MS;

export const installationCheck: Check = {
  name: 'installation',
  place: 'verdicts adopt',
  examine: async ({ deps: { db, installation, config } }) => {
    try {
      await requireOwnInstallation(db, { installation, config });
      return ok('The database belongs to this configuration.');
    } catch (error) {
      if (error instanceof Refusal) return fault(error.message);
      throw error;
    }
  },
};

export const migrationsCheck: Check = {
  name: 'tables',
  place: 'verdicts migrate',
  examine: async ({ isMigrated }) =>
    (await isMigrated())
      ? ok('All migrations have run.')
      : fault('The database lacks migrations: run them.'),
};

/** In production: as the tables' owner, a bug could drop or alter them. */
export const roleCheck: Check = {
  name: 'database’s role',
  place: 'MIGRATION_DATABASE_URL',
  examine: async ({ deps: { db, config } }) => {
    const own = await countOwnTables(db);
    if (own === 0) return ok('The service may change rows but not tables.');
    const says = 'The service’s role owns its tables, so a bug in it could drop them';
    if (config.production) return look(`${says}. Let another role run the migrations.`);
    return ok('The service’s role owns its tables, which is fine outside production.');
  },
};

export const encryptionCheck: Check = {
  name: 'connection to the database',
  place: 'DATABASE_URL',
  examine: ({ deps: { config } }) => {
    if (isPrivateHost(databaseHost(config.databaseUrl))) {
      return ok('The connection stays on this machine or a private network.');
    }
    const encryption = encryptionOf(config.databaseUrl);
    if (encryption === 'verify-full')
      return ok('The connection is encrypted and the certificate is checked.');
    return encryption === 'no-verify'
      ? look(
          'The connection is encrypted, but the certificate is not checked: name its authority with sslrootcert.',
        )
      : look(
          'The connection is not encrypted, so anybody in between can read and change everything: remove sslmode.',
        );
  },
};

export const jobsCheck: Check = {
  name: 'jobs',
  place: 'the running service',
  examine: async ({ deps }) => {
    const at = deps.now().getTime();
    const slots = await readSlots(deps);
    const late = MINUTELY_JOBS.filter((name) => {
      const done = slots.find(({ job }) => job === name)?.done_at;
      return !done || at - done.getTime() > JOBS_WITHIN_MS;
    });
    if (late.length > 0) return asLate(deps, late);
    const failed = slots.filter((slot) => at - (slot.failed_at?.getTime() ?? 0) < FAILED_WITHIN_MS);
    const names = failed.map(({ job }) => job).join(', ');
    return names
      ? look(`${names} failed within the last hour: see the log.`)
      : ok('The jobs are running.');
  },
};

function asLate({ config }: Deps, late: string[]): Finding {
  const names = late.length === MINUTELY_JOBS.length ? 'Jobs' : late.join(', ');
  const says = `${names} did not run in the last five minutes`;
  return config.mail === 'live'
    ? fault(`${says}. Nothing goes out while the service is down: start it.`)
    : look(`${says}. Is the service running?`);
}

interface Slots {
  job: string;
  done_at: Date | null;
  failed_at: Date | null;
}

async function readSlots({ db }: Deps): Promise<Slots[]> {
  const { rows } = await sql<Slots>`
    select job, max(slot_at) filter (where state = 'done') as done_at,
      max(slot_at) filter (where state = 'failed') as failed_at
    from job_slots group by job`.execute(db);
  return rows;
}

export const alertsCheck: Check = {
  name: 'alerts',
  place: 'verdicts alerts',
  examine: async ({ deps: { db, now } }) => {
    const since = new Date(now().getTime() - ALERTS_WITHIN_MS);
    const { rows } = await sql<{ kind: string }>`
      select distinct kind from alerts where at > ${since} order by kind`.execute(db);
    const kinds = rows.map((row) => row.kind).join(', ');
    return kinds
      ? look(`Raised in the last 24 hours: ${kinds}.`)
      : ok('None in the last 24 hours.');
  },
};
