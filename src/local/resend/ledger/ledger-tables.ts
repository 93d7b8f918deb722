import { DatabaseSync } from 'node:sqlite';
import { Refusal } from '../../../platform/refusal';

/** Raised with every change of the tables: a ledger of another version starts from nothing. */
const VERSION = 3;

const TABLES = `
  create table requests (
    id integer primary key,
    key text,
    body text not null unique,
    body_hash text not null,
    bytes integer not null,
    has_body integer not null default 1
  ) strict;
  create index requests_with_body on requests (id) where has_body = 1;
  create table keys (
    endpoint text not null,
    key text not null,
    body_hash text not null,
    at integer not null,
    request integer not null references requests,
    primary key (endpoint, key)
  ) strict, without rowid;
  create table mails (
    number integer primary key,
    id text not null unique,
    request integer not null references requests,
    position integer not null,
    at integer not null,
    sender text not null,
    recipients text not null,
    subject text not null,
    tags text not null,
    issue text,
    delivery text,
    unique (request, position)
  ) strict;
  create index mails_by_issue on mails (issue) where issue is not null;
  create index mails_by_delivery on mails (issue, delivery) where delivery is not null;
  create table recipients (
    address text not null,
    mail integer not null references mails,
    primary key (address, mail)
  ) strict, without rowid;
  create table issue_recipients (
    issue text not null,
    address text not null,
    mails integer not null,
    primary key (issue, address)
  ) strict, without rowid;
  create index doubled on issue_recipients (issue, address) where mails > 1;
  create table issues (
    issue text primary key,
    accepted integer not null,
    recipients integer not null,
    deliveries integer not null,
    doubled integer not null
  ) strict, without rowid;
  create table days (
    day integer primary key,
    accepted integer not null,
    recipients integer not null
  ) strict;
  create table suppressions (
    address text primary key,
    at integer not null
  ) strict, without rowid;
  create table webhooks (
    id text primary key,
    endpoint text not null,
    events text not null,
    at integer not null
  ) strict, without rowid;
  create table events (
    number integer primary key,
    id text not null,
    webhook text not null references webhooks on delete cascade,
    mail integer not null references mails,
    recipient text not null,
    type text not null,
    parts text not null,
    at integer not null,
    due integer not null,
    attempts integer not null default 0
  ) strict;
  create index events_by_due on events (due);
  create index events_by_webhook on events (webhook);
`;

/**
 * For this process alone. A commit outlives the process, whatever kills it, but does not wait for
 * the disk: a power cut may lose the newest ones.
 */
export function openTables(file: string): DatabaseSync {
  const tables = new DatabaseSync(file);
  try {
    tables.exec('pragma locking_mode = exclusive; pragma journal_mode = wal');
    tables.exec('pragma synchronous = normal; pragma cache_size = -65536');
    // At the usual 1,000 pages each is copied so often that 300,000 mails take 26 s instead of 21.
    tables.exec('pragma wal_autocheckpoint = 16000');
    makeTables(tables);
  } catch (error) {
    tables.close();
    throw new Refusal('unready', `The ledger ${file} cannot be opened: ${String(error)}`);
  }
  return tables;
}

function makeTables(tables: DatabaseSync): void {
  tables.exec('pragma foreign_keys = off; begin immediate');
  const { user_version } = tables.prepare('pragma user_version').get()!;
  if (user_version !== VERSION) {
    const old = tables.prepare(`select name from sqlite_schema where type = 'table'`).all();
    for (const { name } of old) tables.exec(`drop table "${name}"`);
    tables.exec(`${TABLES} pragma user_version = ${VERSION}`);
  }
  tables.exec('commit; pragma foreign_keys = on');
}
