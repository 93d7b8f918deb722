import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { publicFolder } from '../../src/node/folders';
import { staticFiles } from '../../src/node/static-files';

const root = publicFolder();
const files = staticFiles(root);
const ask = (path: string, headers: Record<string, string> = {}) =>
  files.request(path, { headers });

describe('a file of ours', () => {
  it('comes whole with its type, and may be kept for five minutes', async () => {
    const answer = await ask('/style.css');
    expect(answer.headers.get('content-type')).toMatch(/^text\/css/);
    expect(answer.headers.get('cache-control')).toBe('public, max-age=300');
    expect(await answer.text()).toBe(await readFile(join(root, 'style.css'), 'utf8'));
  });

  it('is sent compressed to clients that accept that, at a quarter of its size', async () => {
    const answer = await ask('/style.css', { 'accept-encoding': 'gzip' });
    expect(answer.headers.get('content-encoding')).toBe('gzip');
    const [packed, { length }] = [
      await answer.arrayBuffer(),
      await readFile(join(root, 'style.css')),
    ];
    expect(packed.byteLength).toBeLessThan(length / 4);
  });

  it('is not sent again to a client that has it', async () => {
    const tag = (await ask('/style.css', { 'accept-encoding': 'gzip' })).headers.get('etag')!;
    const again = await ask('/style.css', { 'accept-encoding': 'gzip', 'if-none-match': tag });
    expect({ status: again.status, body: await again.text() }).toEqual({ status: 304, body: '' });
    expect((await ask('/style.css', { 'if-none-match': '"another"' })).status).toBe(200);
  });
});

it.each(['/../package.json', '/%2e%2e%2fpackage.json', '/.env', '/style.css.gz', '/nothing.css'])(
  'nothing else is served: %s',
  async (path) => {
    expect((await ask(path)).status).toBe(404);
  },
);
