import { randomBytes, randomUUID } from 'node:crypto';
import { link, rm, writeFile } from 'node:fs/promises';
import { Refusal } from '../platform/refusal';
import type { SigningKey } from '../platform/signer';
import { readSigningKeys } from '../platform/variables/signing-keys';
import { readIfThere } from './files';

/** Written like SIGNING_KEYS; made with one key if there is no file. */
export async function prepareSigningKeys(file: string): Promise<SigningKey[]> {
  const text = (await readIfThere(file)) ?? (await makeFile(file));
  try {
    return readSigningKeys(text.trim(), { isProduction: false, isLive: false });
  } catch {
    throw new Refusal(
      'unready',
      `${file} does not contain signing keys: put id:base64 there, or set SIGNING_KEYS.`,
    );
  }
}

/** The first of two processes that make it wins: a link is made whole or not at all. */
async function makeFile(file: string): Promise<string> {
  const unfinished = `${file}-${randomUUID()}`;
  await writeFile(unfinished, `1:${randomBytes(32).toString('base64')}\n`, { mode: 0o600 });
  await link(unfinished, file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await rm(unfinished);
  return (await readIfThere(file))!;
}
