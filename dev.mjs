import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { context } from 'esbuild';

const port = process.env.PORT ?? '3000';
const SAMPLES = [
  ['import', 'src/demo/samples'],
  ['settings', 'set', 'postal-address', '1 Sample Street, Berlin'],
  ['readers', 'import', 'src/demo/sample-readers.csv', '--consent', 'sample data'],
  ['job', 'open-week'],
];

/** Restarts the service when a file that it imports changes, and rebuilds the style sheet beside it. */
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
await waitUntilReady();
for (const command of SAMPLES) await once(tsx(['src/start-cli.ts', ...command], 'ignore'), 'exit');

function tsx(args, output = 'inherit') {
  return spawn('npx', ['tsx', ...args], { stdio: ['inherit', output, 'inherit'] });
}

/** Sample data goes in once the service has migrated the database; loading it again changes nothing. */
async function waitUntilReady() {
  for (;;) {
    const answer = await fetch(`http://localhost:${port}/readyz`).catch(() => null);
    if (answer?.ok) return;
    await sleep(200);
  }
}
