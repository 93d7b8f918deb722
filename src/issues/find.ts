import { sql } from 'kysely';
import type { Database } from '../platform/database';
import { Refusal } from '../platform/refusal';
import type { IssueState } from './move';

export interface Issue {
  id: number;
  number: number;
  week: string;
  state: IssueState;
  subject: string;
  preheader: string;
  /** Markdown. */
  intro: string;
  proposed_at: Date;
  send_at: Date | null;
  planned_at: Date | null;
  sent_at: Date | null;
  /** When it was certain that nobody got it, and its week and comparisons were free again. */
  voided_at: Date | null;
  /** When an editor archived it although it was cancelled half-way. */
  archived_at: Date | null;
}

const COLUMNS = [
  'id',
  'number',
  'week',
  'state',
  'subject',
  'preheader',
  'intro',
  'proposed_at',
  'send_at',
  'planned_at',
  'sent_at',
  'voided_at',
  'archived_at',
] as const;

function findIssue(db: Database, number: number): Promise<Issue | undefined> {
  return db.selectFrom('issues').select(COLUMNS).where('number', '=', number).executeTakeFirst();
}

/** Throws a Refusal if there is no such issue. */
export async function getIssue(db: Database, number: number): Promise<Issue> {
  const issue = await findIssue(db, number);
  if (!issue) throw new Refusal('missing', `There is no issue ${number}.`);
  return issue;
}

/** Until the transaction ends. Rows that merely name the issue may still be written. */
export async function lockIssue(tx: Database, id: number): Promise<void> {
  await tx.selectFrom('issues').select('id').where('id', '=', id).forNoKeyUpdate().execute();
}

export function getIssueById(db: Database, id: number): Promise<Issue> {
  return db.selectFrom('issues').select(COLUMNS).where('id', '=', id).executeTakeFirstOrThrow();
}

/** Locked, so that a release waits for the caller's changes. */
export async function lockDraft(tx: Database, number: number): Promise<Issue> {
  const issue = await tx
    .selectFrom('issues')
    .select(COLUMNS)
    .where('number', '=', number)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (!issue) throw new Refusal('missing', `There is no issue ${number}.`);
  if (issue.state === 'draft') return issue;
  const hint = issue.state === 'released' ? ': withdraw it first' : '';
  throw new Refusal(
    'conflict',
    `Issue ${number} is ${issue.state} and can no longer be edited${hint}.`,
  );
}

/** Newest first. */
export function listIssues(db: Database, { limit }: { limit: number }): Promise<Issue[]> {
  return db.selectFrom('issues').select(COLUMNS).orderBy('number', 'desc').limit(limit).execute();
}

export function listSendingIssues(db: Database): Promise<{ id: number }[]> {
  return db.selectFrom('issues').select('id').where('state', '=', 'sending').execute();
}

/** In SQL. */
export function isSending(issueId: number) {
  return sql<boolean>`exists (select from issues where id = ${issueId} and state = 'sending')`;
}

export interface HistoryRow {
  at: Date;
  actor: string;
  from_state: string | null;
  to_state: string;
  reason: string | null;
}

/** Making an issue is a move, so there is always one. */
export function getLastMove(db: Database, issueId: number): Promise<HistoryRow> {
  return db
    .selectFrom('issue_history')
    .select(['at', 'actor', 'from_state', 'to_state', 'reason'])
    .where('issue_id', '=', issueId)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow();
}

/** Oldest first. */
export function listHistory(db: Database, issueId: number): Promise<HistoryRow[]> {
  return db
    .selectFrom('issue_history')
    .select(['at', 'actor', 'from_state', 'to_state', 'reason'])
    .where('issue_id', '=', issueId)
    .orderBy('id')
    .execute();
}
