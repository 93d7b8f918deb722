import { addMigration } from './add-migration';

/** `npm run migration -- <name>` */
const [name = ''] = process.argv.slice(2);
try {
  process.stdout.write(`${await addMigration(import.meta.dirname, name)}\n`);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
