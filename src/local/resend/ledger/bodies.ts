import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readIfThere } from '../../../node/files';
import { endLogged, type Log } from '../../../platform/log';

/** By name, for the mailbox to show. */
export interface Bodies {
  keep(name: string, body: Uint8Array): Promise<void>;
  find(name: string): Promise<string | null>;
  drop(names: string[]): Promise<void>;
  /** Writes what is not written yet. */
  close(): Promise<void>;
}

// At full speed a body is forgotten 0.1 s after it came, so most are never written.
const WRITE_AFTER_MS = 500;
const MAX_UNWRITTEN_BYTES = 48 * 1024 * 1024;

/**
 * Written some moments later and not safe from a kill, unlike the ledger: only a look at the mail
 * depends on them. Deletes files that are not `wanted`.
 */
export async function openBodyFolder(
  folder: string,
  { wanted, log }: { wanted: Set<string>; log: Log },
): Promise<Bodies> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const old = (await readdir(folder)).filter((name) => !wanted.has(name));
  await Promise.all(old.map((name) => rm(join(folder, name))));
  return new BodyFolder(folder, log);
}

class BodyFolder implements Bodies {
  readonly #folder: string;
  readonly #log: Log;
  readonly #unwritten = new Map<string, Uint8Array>();
  #bytes = 0;
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> = Promise.resolve();

  constructor(folder: string, log: Log) {
    this.#folder = folder;
    this.#log = log;
  }

  async keep(name: string, body: Uint8Array): Promise<void> {
    this.#unwritten.set(name, body);
    this.#bytes += body.length;
    if (this.#bytes > MAX_UNWRITTEN_BYTES) return this.#write();
    this.#timer ??= setTimeout(
      () => void endLogged(this.#log, 'write bodies', () => this.#write()),
      WRITE_AFTER_MS,
    );
  }

  async find(name: string): Promise<string | null> {
    const body = this.#unwritten.get(name);
    return body ? Buffer.from(body).toString() : readIfThere(this.#path(name));
  }

  async drop(names: string[]): Promise<void> {
    const written = names.filter((name) => !this.#forget(name));
    await Promise.all(written.map((name) => rm(this.#path(name), { force: true })));
  }

  async close(): Promise<void> {
    await this.#write();
  }

  #path(name: string): string {
    return join(this.#folder, name);
  }

  /** Returns whether it was still unwritten. */
  #forget(name: string): boolean {
    this.#bytes -= this.#unwritten.get(name)?.length ?? 0;
    return this.#unwritten.delete(name);
  }

  #write(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#writing = this.#writing.then(async () => {
      for (const [name, body] of [...this.#unwritten]) await this.#writeOne(name, body);
    });
    return this.#writing;
  }

  async #writeOne(name: string, body: Uint8Array): Promise<void> {
    if (!this.#unwritten.has(name)) return;
    const unfinished = `${this.#path(name)}-unfinished`;
    await writeFile(unfinished, body, { mode: 0o600 });
    await rename(unfinished, this.#path(name));
    const wasDropped = !this.#forget(name);
    if (wasDropped) await rm(this.#path(name));
  }
}

/** For tests within one process. */
export function openBodyMap(): Bodies {
  const bodies = new Map<string, Uint8Array>();
  return {
    async keep(name, body) {
      bodies.set(name, body);
    },
    async find(name) {
      const body = bodies.get(name);
      return body ? Buffer.from(body).toString() : null;
    },
    async drop(names) {
      for (const name of names) bodies.delete(name);
    },
    async close() {},
  };
}
