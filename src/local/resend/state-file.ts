import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readIfThere } from '../../node/files';

const shape = z.object({
  pid: z.number().int(),
  ports: z.object({ api: z.number().int(), mailbox: z.number().int() }),
  apiKey: z.string().min(1),
  webhookSecret: z.string().min(1),
});

/** Where the emulator listens or last listened, and its keys. */
export type State = z.output<typeof shape>;

const path = (folder: string) => join(folder, 'emulator.json');

export async function readState(folder: string): Promise<State | null> {
  const text = await readIfThere(path(folder));
  return text === null ? null : shape.parse(JSON.parse(text));
}

/** Only this account may read it, since it holds the key. Written whole or not at all. */
export async function writeState(folder: string, state: State): Promise<void> {
  const unfinished = `${path(folder)}-unfinished`;
  await writeFile(unfinished, `${JSON.stringify(state)}\n`, { mode: 0o600 });
  await rename(unfinished, path(folder));
}
