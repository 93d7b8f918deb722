import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Hono } from 'hono';

const FRESH_SECONDS = 5 * 60;
const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

interface Packed {
  bytes: Uint8Array<ArrayBuffer>;
  tag: string;
  encoding?: 'gzip';
}

/** Compressed once. Pages never are: next to a token they can hold a stranger's words. */
export function staticFiles(root: string) {
  const names = readdirSync(root).filter((name) => /^[a-z-]+\.(?:css|js|svg)$/.test(name));
  const files = new Map(names.map((name) => [name, pack(readFileSync(join(root, name)))]));
  return new Hono().get('/:file{[a-z-]+\\.(?:css|js|svg)}', async (c, next) => {
    const name = c.req.param('file');
    const file = files.get(name);
    if (!file) return next();
    const takesGzip = /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/i;
    const isPacked = takesGzip.test(c.req.header('accept-encoding') ?? '');
    const { bytes, tag, encoding } = isPacked ? file.gzip : file.plain;
    const headers: Record<string, string> = {
      'Cache-Control': `public, max-age=${FRESH_SECONDS}`,
      ETag: tag,
      Vary: 'Accept-Encoding',
    };
    if (listTags(c.req.header('if-none-match')).includes(tag)) return c.body(null, 304, headers);
    if (encoding) headers['Content-Encoding'] = encoding;
    return c.body(bytes, 200, { ...headers, 'Content-Type': TYPES[extname(name)]! });
  });
}

function pack(plain: Buffer<ArrayBuffer>): { plain: Packed; gzip: Packed } {
  const hash = createHash('sha256').update(plain).digest('base64url').slice(0, 22);
  return {
    plain: { bytes: new Uint8Array(plain), tag: `"${hash}"` },
    gzip: { bytes: new Uint8Array(gzipSync(plain)), tag: `"${hash}-gzip"`, encoding: 'gzip' },
  };
}

/** Proxies mark a tag as weak when they compress an answer themselves. */
function listTags(header = ''): string[] {
  return header.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
}
