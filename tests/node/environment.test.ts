import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readEnvironment } from '../../src/node/environment';
import { makeFolder } from '../local/local-folder';

async function read(text: string | Buffer, environment: Record<string, string> = {}) {
  const folder = await makeFolder();
  await writeFile(join(folder, '.env'), text);
  return readEnvironment(environment, folder);
}

it('a .env file adds to the environment and changes nothing in it', async () => {
  const text =
    '\uFEFFPORT=4000\r\n# a note\n\nexport MAIL_FROM="a@b.example"\nMAIL_MODE=live # no\n';
  expect(await read(text, { MAIL_MODE: 'local' })).toEqual({
    PORT: '4000',
    MAIL_FROM: 'a@b.example',
    MAIL_MODE: 'local',
  });
  expect(await read('A="one\ntwo"\nB=3')).toEqual({ A: 'one\ntwo', B: '3' });
});

it('a missing .env file is fine', async () => {
  expect(readEnvironment({ PORT: '1' }, await makeFolder())).toEqual({ PORT: '1' });
});

it.each([
  ['MAIL_MODE: live\nNODE_ENV=production', 1],
  ['PORT=1\nNODE_ENV production\n', 2],
  ['PORT=1\n\nMAIL_FROM="a@b.example\nNODE_ENV=production\n', 3],
  ['2PORT=1', 1],
])('a line that Node would silently skip is refused by number: %j', async (text, line) => {
  await expect(read(text)).rejects.toThrow(
    `The environment cannot be used: .env must have NAME=value on line ${line}.`,
  );
});

it('a .env file that cannot be read is not treated as missing', async () => {
  const utf16 = Buffer.from('\uFEFFNODE_ENV=production', 'utf16le');
  await expect(read(utf16)).rejects.toThrow('.env must be a text file in UTF-8');
  const [folder, other] = [await makeFolder(), await makeFolder()];
  await mkdir(join(folder, '.env'));
  expect(() => readEnvironment({}, folder)).toThrow('.env must be a text file');
  await symlink(join(other, 'nowhere'), join(other, '.env'));
  expect(() => readEnvironment({}, other)).toThrow('.env must be a text file');
});
