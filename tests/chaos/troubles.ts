import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { unsubscribe } from '../../src/audience/unsubscribe/unsubscribe';
import { getIssueById } from '../../src/issues/find';
import { moveIssue } from '../../src/issues/move';
import type { Dice } from '../../src/local/dice';
import { LEASE_MS } from '../../src/platform/lease';
import { resumeIssue } from '../../src/sending/resume';
import type { Fixture } from '../senders/fixture';
import type { SentIssue } from '../senders/issue';
import { steadily } from '../senders/steadily';
import { type DatabaseClock, listHolders } from './leases';

export interface Run extends Fixture {
  issue: SentIssue;
  dice: Dice;
  clock: DatabaseClock;
  /** How often each trouble was made. */
  made: Record<string, number>;
  kills: number;
  /** By reader: the database's time, read after their unsubscribe was committed. */
  left: Map<number, Date>;
  /** Sets the emulator's faults and its rate limit. */
  playFaults(perSecond: number): Promise<unknown>;
}

type Trouble = (run: Run) => Promise<void>;

/** As seen on two cores: a killed service is back in two to three seconds. */
const SECONDS_PER_KILL = 2.5;

/** Counts only if the sender held a batch when it died. */
const kill: Trouble = async (run) => {
  const holders = await listHolders(run.db);
  const victims = run.senders.alive().filter((pid) => holders.includes(pid));
  if (victims.length === 0) return;
  const pid = run.dice.pick(victims);
  await run.senders.kill(pid);
  const stillHeld = await steadily(() => listHolders(run.db));
  if (!stillHeld.includes(pid)) return;
  run.kills += 1;
  count(run, 'killed while a batch was leased');
};

/** The run's own connections too. */
const cutConnections: Trouble = async (run) => {
  await sql`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`.execute(run.db);
  count(run, 'connections cut');
};

const restartPostgres: Trouble = async (run) => {
  await run.restartPostgres();
  count(run, 'PostgreSQL restarted');
};

const jumpClock: Trouble = async (run) => {
  await run.clock.jump(LEASE_MS / 1_000 + 1);
  count(run, 'leases lapsed early');
};

const pauseAndResume: Trouble = async (run) => {
  const { db, issue, dice } = run;
  const by = { issueId: issue.id, actor: 'chaos', at: new Date() };
  await moveIssue(db, { ...by, to: 'paused' });
  count(run, 'paused and resumed');
  await sleep(dice.between(200, 1_200));
  await steadily(() => resumeUnlessSending(run));
};

/** Records the database's time at which each unsubscribe was committed. */
const someLeave: Trouble = async (run) => {
  const { db, dice, left } = run;
  const { rows } = await sql<{ id: number }>`select id from subscribers
    where state = 'confirmed' order by hashint8(id + ${dice.whole(0, 1_000_000)}) limit 5`.execute(
    db,
  );
  for (const { id: subscriberId } of rows) {
    const wording = 'a chaos run';
    await unsubscribe(db, { subscriberId, wording, actor: 'chaos', at: new Date() });
    const now = await sql<{ at: Date }>`select database_now() as at`.execute(db);
    left.set(subscriberId, now.rows[0]!.at);
    count(run, 'readers left');
  }
};

/** Listed as often as they should happen. */
const TROUBLES: Trouble[] = [
  ...Array<Trouble>(14).fill(kill),
  ...Array<Trouble>(3).fill(someLeave),
  ...Array<Trouble>(3).fill(jumpClock),
  ...Array<Trouble>(2).fill(cutConnections),
  pauseAndResume,
  restartPostgres,
];

/**
 * Until there were enough kills or the issue is out. A trouble that another one spoils (a cut
 * connection, a paused issue) did not happen; the next is chosen.
 */
export async function makeTrouble(run: Run, { kills }: { kills: number }): Promise<void> {
  await slowDown(run, { kills });
  for (const first of [someLeave, jumpClock, cutConnections]) await steadily(() => first(run));
  while (run.kills < kills && !(await isOver(run))) {
    await sleep(run.dice.between(50, 500));
    const trouble = run.dice.pick(TROUBLES);
    const before = run.kills;
    await trouble(run).catch(() => count(run, 'troubles that another spoiled'));
    if (run.kills > before) await slowDown(run, { kills });
  }
}

/** So slow that batches last until the last kill, with almost none left after it. */
async function slowDown(run: Run, { kills }: { kills: number }): Promise<void> {
  const batches = await steadily(() => countOpenBatches(run));
  const seconds = SECONDS_PER_KILL * Math.max(1, kills - run.kills);
  await run.playFaults(Math.max(1, Math.min(20, Math.floor(batches / seconds))));
}

async function countOpenBatches({ db, issue }: Run): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) from batches
    where issue_id = ${issue.id} and state in ('waiting', 'sealed')`.execute(db);
  return rows[0]!.count;
}

export async function resumeUnlessSending({ db, deps, issue }: Run): Promise<void> {
  const { state } = await getIssueById(db, issue.id);
  if (state !== 'paused') return;
  await resumeIssue(deps, { issueId: issue.id, actor: 'chaos', at: new Date() });
}

export function isOver({ db, issue }: Run): Promise<boolean> {
  return steadily(async () => (await getIssueById(db, issue.id)).state === 'sent');
}

function count(run: Run, what: string): void {
  run.made[what] = (run.made[what] ?? 0) + 1;
}
