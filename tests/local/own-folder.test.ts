import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { locationIn } from '../../src/local/embedded-postgres/location';
import { discardLeftovers, makeOwnFolder } from '../../src/local/embedded-postgres/own-folder';
import { exists } from '../../src/node/files';
import { makeFolder } from './local-folder';

it('makes a folder that others may pass through and not write to', async () => {
  const folder = join(await makeFolder(), 'own');
  await makeOwnFolder(folder);
  await makeOwnFolder(folder);
  expect(await exists(folder)).toBe(true);
});

it('does not accept a link, a file, or a folder that others can write to as its own', async () => {
  const around = await makeFolder();
  await mkdir(join(around, 'target'));
  await symlink(join(around, 'target'), join(around, 'link'));
  await writeFile(join(around, 'file'), '');
  await mkdir(join(around, 'open'));
  await chmod(join(around, 'open'), 0o777);
  for (const name of ['link', 'file', 'open']) {
    await expect(makeOwnFolder(join(around, name))).rejects.toThrow(/only this account can write/);
  }
});

it('removes what a deleted folder left behind, and follows no link out of it', async () => {
  const around = await makeFolder();
  await writeFile(join(around, 'outside'), 'kept');
  const folder = join(around, 'own');
  await mkdir(join(folder, 'data'), { recursive: true });
  await writeFile(join(folder, 'data', 'row'), 'old');
  await symlink(around, join(folder, 'data', 'link'));
  await discardLeftovers(locationIn(folder, 'verdicts-test'));
  expect(await exists(join(folder, 'data'))).toBe(false);
  expect(await exists(join(around, 'outside'))).toBe(true);
});
