import pg from 'pg';
import { connectionString } from '../../platform/postgres/database-url';
import type { Passwords } from './passwords';

const SERVICE = 'verdicts';

/** The role is no superuser. */
export async function prepareServiceRole(adminUrl: string, passwords: Passwords): Promise<void> {
  const admin = new pg.Client(connectionString(adminUrl));
  await admin.connect();
  try {
    const roles = await admin.query('select 1 from pg_roles where rolname = $1', [SERVICE]);
    if (!roles.rowCount) {
      const password = admin.escapeLiteral(passwords.service);
      await admin.query(
        `create role ${SERVICE} login nosuperuser nocreatedb nocreaterole password ${password}`,
      );
    }
    const databases = await admin.query('select 1 from pg_database where datname = $1', [SERVICE]);
    if (!databases.rowCount) await admin.query(`create database ${SERVICE} owner ${SERVICE}`);
  } finally {
    await admin.end();
  }
}
