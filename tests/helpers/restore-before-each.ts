import { sql } from 'kysely';
import { beforeEach } from 'vitest';
import type { Database } from '../../src/platform/database';
import type { Clock } from './deps';

/**
 * Has each test of a file begin with the rows and at the moment of now, whatever the ones before it
 * have done: for what takes long to set up and is changed by all of them.
 */
export async function restoreBeforeEach(db: Database, clock?: Clock): Promise<void> {
  await keepRows(db);
  const at = clock?.now();
  beforeEach(async () => {
    await sql`select kept.restore()`.execute(db);
    if (clock && at) clock.advance(at.getTime() - clock.now().getTime());
  });
}

/**
 * Triggers and foreign keys are for those who write, and not for whoever puts it all back. Numbers go
 * on, as those of mails are in their idempotency keys.
 */
async function keepRows(db: Database): Promise<void> {
  await sql`create schema kept`.execute(db);
  await sql`create table kept.tables as select relname as name from pg_class
    where relnamespace = 'public'::regnamespace and relkind = 'r' and relname not like 'kysely%'`.execute(
    db,
  );
  await sql`do $$ declare name text; begin
    for name in select tables.name from kept.tables loop
      execute format('create table kept.%I as table public.%I', 'rows_' || name, name);
    end loop; end $$`.execute(db);
  await sql`create function kept.restore() returns void language plpgsql
    set session_replication_role = replica as $$ declare name text; begin
    for name in select tables.name from kept.tables loop
      execute format('delete from public.%I', name);
      execute format('insert into public.%I overriding system value table kept.%I', name, 'rows_' || name);
    end loop; end $$`.execute(db);
}
