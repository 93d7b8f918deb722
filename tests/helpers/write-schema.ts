import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrations } from '../../migrations';
import { startLocalPostgres } from '../../src/local/postgres';
import { openDatabase } from '../../src/platform/database';
import { migrate } from '../../src/platform/postgres/migrate';
import { silent } from './silent-log';
import { runCodegen } from './table-types';

/** `npm run schema`: writes the table types from a freshly migrated database. */
const folder = await mkdtemp(join(tmpdir(), 'verdicts-schema-'));
await chmod(folder, 0o711);
const postgres = await startLocalPostgres({ folder, log: silent });
const db = openDatabase(postgres.url, { max: 1, log: silent });
await migrate(db, migrations);
runCodegen(postgres.url, 'write');
await db.destroy();
await postgres.stop();
await rm(folder, { recursive: true, force: true });
