import { startLocalPostgres } from '../../src/local/postgres';
import { silent } from '../helpers/silent-log';

const entered = await startLocalPostgres({ folder: process.argv[2]!, log: silent });
process.stdout.write(`${JSON.stringify(entered)}\n`);
process.on('SIGTERM', async () => {
  await entered.stop();
  process.exit(0);
});
