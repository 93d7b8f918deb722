import { execFile } from 'node:child_process';
import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { copyProjectForTests } from '../helpers/processes/command-line';
import { serveProject } from '../helpers/processes/served-project';
import { steadily } from '../senders/steadily';

// A dozen commands, each bundled and run in its own process.
vi.setConfig({ testTimeout: 180_000 });

const PROJECT = join(import.meta.dirname, '../..');
/** Installing, the tests themselves, and what has its own test: demo, chaos run. */
const ELSEWHERE = /^npm (ci\b|run (demo|chaos)\b)/;

async function listLines(): Promise<string[]> {
  const readme = await readFile(join(PROJECT, 'README.md'), 'utf8');
  const blocks = [...readme.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block]) => block!);
  return blocks.flatMap((block) => block.trim().split('\n'));
}

it('every line of the README runs as it stands, today, and the week by hand ends with delivered mails', async () => {
  const lines = (await listLines()).filter((line) => !ELSEWHERE.test(line));
  expect(lines.length).toBeGreaterThanOrEqual(9);
  const project = await copyProjectForTests();
  await cp(join(PROJECT, 'README.md'), join(project.folder, 'README.md'));
  const service = await serveProject(project);
  const shell = (line: string) => {
    const options = { cwd: project.folder, env: project.environment };
    return new Promise<{ line: string; code: unknown; out: string }>((resolve) => {
      execFile('/bin/sh', ['-c', line], options, (error, out, said) =>
        resolve({ line, code: error ? error.code : 0, out: out + said }),
      );
    });
  };
  try {
    for (const line of lines) {
      // The hour comes at once, so that nobody waits for it here.
      if (line.endsWith('--watch'))
        await shell('npm run --silent verdicts -- job send-due --at "in 2 minutes"');
      const { code, out } = await shell(line);
      expect({ line, code, out: code === 0 ? '' : out }).toEqual({ line, code: 0, out: '' });
    }
    await steadily(async () => {
      const { out } = await shell('npm run --silent verdicts -- report --issue 1 --json');
      const { delivered, bounced } = JSON.parse(out) as { delivered: number; bounced: number };
      expect(delivered).toBeGreaterThan(5);
      expect(bounced).toBeGreaterThan(0);
    });
    const { out } = await shell('npm run --silent verdicts -- doctor');
    expect(out).toContain('Faults: 0.');
  } finally {
    await service.stop();
  }
});
