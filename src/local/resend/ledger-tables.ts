import { DatabaseSync } from 'node:sqlite';
import { Refusal } from '../../platform/refusal';

const TABLES = `
  create table if not exists requests (
    id integer primary key,
    body text not null unique,
    has_body integer not null default 1
  ) strict;
  create table if not exists keys (
    endpoint text not null,
    key text not null,
    body_hash text not null,
    at integer not null,
    request integer not null references requests,
    primary key (endpoint, key)
  ) strict, without rowid;
  create table if not exists mails (
    number integer primary key,
    id text not null unique,
    request integer not null references requests,
    position integer not null,
    at integer not null,
    key text,
    sender text not null,
    subject text not null,
    tags text not null,
    issue text,
    delivery text,
    html_bytes integer not null,
    text_bytes integer not null,
    hash text not null,
    unique (request, position)
  ) strict;
  create index if not exists mails_by_issue on mails (issue, delivery) where issue is not null;
  create table if not exists days (
    day integer primary key,
    accepted integer not null
  ) strict;
  create table if not exists recipients (
    address text not null,
    mail integer not null references mails,
    primary key (address, mail)
  ) strict, without rowid;
  create index if not exists recipients_by_mail on recipients (mail);
`;

/** Opens the ledger's file for this process alone; every commit is on the disk before it returns. */
export function openTables(file: string): DatabaseSync {
  const tables = new DatabaseSync(file);
  try {
    tables.exec('pragma locking_mode = exclusive; pragma journal_mode = wal');
    tables.exec('pragma synchronous = full; pragma foreign_keys = on');
    tables.exec(`begin immediate; ${TABLES} commit`);
  } catch (error) {
    tables.close();
    throw new Refusal('unready', `The ledger ${file} cannot be opened: ${String(error)}`);
  }
  return tables;
}
