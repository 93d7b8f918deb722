import { isDeepStrictEqual } from 'node:util';
import { type RawBuilder, sql } from 'kysely';
import { lockIssue } from '../issues/find';
import { type Database, inTransaction } from '../platform/database';
import type { Deps } from '../platform/deps';
import type { Render } from './render';
import { type NewRender, renderIssue } from './render-issue';

export interface StoredRender extends Render {
  id: number;
}

/** The newest; the first is made by the first process that asks. */
export async function ensureRender(deps: Deps, issueId: number): Promise<StoredRender> {
  const found = await findNewestRender(deps.db, issueId);
  if (found) return found;
  const made = await renderIssue(deps, issueId);
  return inTransaction(deps.db, async (tx) => {
    await lockIssue(tx, issueId);
    const first = await findNewestRender(tx, issueId);
    return first ?? insertRender(tx, made, deps.now());
  });
}

/**
 * All later batches are sealed with it. False if it equals the newest one. The caller holds the
 * issue's row.
 */
export async function keepRender(
  tx: Database,
  { made, at }: { made: NewRender; at: Date },
): Promise<boolean> {
  const newest = await findNewestRender(tx, made.issue_id);
  if (newest && isSame(newest, made)) return false;
  await insertRender(tx, made, at);
  return true;
}

function isSame(stored: StoredRender, { archive: _, ...made }: NewRender): boolean {
  const { id: __, ...render } = stored;
  return isDeepStrictEqual(render, JSON.parse(JSON.stringify(made)));
}

async function insertRender(
  tx: Database,
  { archive, ...render }: NewRender,
  at: Date,
): Promise<StoredRender> {
  const row = {
    ...render,
    archive,
    html: JSON.stringify(render.html),
    text: JSON.stringify(render.text),
    frame: JSON.stringify(render.frame),
    rendered_at: at,
  };
  const { id } = await tx
    .insertInto('renders')
    .values(row)
    .returning('id')
    .executeTakeFirstOrThrow();
  return { id, ...render };
}

const COLUMNS = ['id', 'issue_id', 'sender', 'subject', 'html', 'text', 'frame'] as const;

export async function findNewestRender(
  db: Database,
  issueId: number,
): Promise<StoredRender | undefined> {
  const row = await db
    .selectFrom('renders')
    .select(COLUMNS)
    .where('issue_id', '=', issueId)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row as unknown as StoredRender | undefined;
}

/** Whether the sender in a batch's mails has changed since its seal. */
export async function isSenderChanged(
  db: Database,
  { issue_id, render_id }: { issue_id: number; render_id: number },
): Promise<boolean> {
  const senderOf = (id: RawBuilder<number>) =>
    sql`(select sender || ' ' || coalesce(frame ->> 'reply_to', '') from renders where id = ${id})`;
  const newest = sql<number>`(select max(id) from renders where issue_id = ${issue_id})`;
  const { rows } = await sql<{ is_changed: boolean }>`
    select ${senderOf(sql`${render_id}`)} <> ${senderOf(newest)} as is_changed`.execute(db);
  return rows[0]!.is_changed;
}

export async function getRender(db: Database, id: number): Promise<StoredRender> {
  const row = await db
    .selectFrom('renders')
    .select(COLUMNS)
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return row as unknown as StoredRender;
}
