import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readIfThere } from '../files';

/** Keeps the bodies of requests, by name, for the mailbox to show. */
export interface Bodies {
  keep(name: string, body: Uint8Array): Promise<void>;
  find(name: string): Promise<string | null>;
  drop(names: string[]): Promise<void>;
  /** Forgets all but these: what a killed process wrote and never entered in its ledger. */
  dropAllBut(names: Set<string>): Promise<void>;
}

/**
 * In files, and not made durable as the ledger is: 7 MB a request cost 30 ms in one
 * transaction with it, and nothing but a look at the mail depends on them.
 */
export async function openBodyFolder(folder: string): Promise<Bodies> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = (name: string) => join(folder, name);
  async function drop(names: string[]): Promise<void> {
    await Promise.all(names.map((name) => rm(path(name), { force: true })));
  }
  return {
    async keep(name, body) {
      await writeFile(path(`${name}-unfinished`), body, { mode: 0o600 });
      await rename(path(`${name}-unfinished`), path(name));
    },
    find: (name) => readIfThere(path(name)),
    drop,
    async dropAllBut(names) {
      await drop((await readdir(folder)).filter((name) => !names.has(name)));
    },
  };
}

/** For tests within one process. */
export function openBodyMap(): Bodies {
  const bodies = new Map<string, Uint8Array>();
  async function drop(names: string[]): Promise<void> {
    for (const name of names) bodies.delete(name);
  }
  return {
    async keep(name, body) {
      bodies.set(name, body);
    },
    async find(name) {
      const body = bodies.get(name);
      return body ? Buffer.from(body).toString() : null;
    },
    drop,
    dropAllBut: (names) => drop([...bodies.keys()].filter((name) => !names.has(name))),
  };
}
