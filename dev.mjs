import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { context } from 'esbuild';

const port = process.env.PORT ?? '3000';
const SAMPLES = [
  ['import', 'src/demo/samples'],
  ['settings', 'set', 'postal-address', '1 Sample Street, Berlin'],
  ['readers', 'import', 'src/demo/sample-readers.csv', '--consent', 'sample data'],
  ['job', 'open-week'],
];

// Sample readers go only into a database that this very start creates, never into somebody's own.
const isFresh = !process.env.DATABASE_URL && !existsSync('.env') && !existsSync('.data/postgres');

const styles = await context({
  entryPoints: ['src/web/style.css'],
  outfile: 'public/style.css',
  bundle: true,
  logLevel: 'warning',
});
await styles.watch();
const service = tsx(['watch', '--clear-screen=false', 'src/start-node.ts']);
service.once('exit', (code) => process.exit(code ?? 0));
process.on('SIGINT', () => service.kill('SIGINT'));
process.on('SIGTERM', () => service.kill('SIGTERM'));
if (isFresh) await loadSamples();

async function loadSamples() {
  await waitUntilReady();
  for (const command of SAMPLES)
    await once(tsx(['src/start-cli.ts', ...command], 'ignore'), 'exit');
}

function tsx(args, output = 'inherit') {
  return spawn('npx', ['tsx', ...args], { stdio: ['inherit', output, 'inherit'] });
}

/** The service answers once it has migrated the database. */
async function waitUntilReady() {
  for (;;) {
    const answer = await fetch(`http://localhost:${port}/readyz`).catch(() => null);
    if (answer?.ok) return;
    await sleep(200);
  }
}
