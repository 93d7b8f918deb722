import { copyFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { migrations } from '../../migrations';
import { addMigration } from '../../migrations/add-migration';

const FOLDER = join(import.meta.dirname, '../../migrations');
/** Up to here a migration may do both; what stands is never edited. */
const LAST_MIXED = 27;
const TABLE_CHANGE = /`\s*(create|alter|drop)\b/;
const DATA_MOVE = /`\s*(insert|update|delete|with)\b/;

async function listFiles(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((file) => /^\d{3}-/.test(file)).toSorted();
}

it('every migration is listed, in the order of the numbers, which leave no gap', async () => {
  const files = await listFiles(FOLDER);
  expect(Object.keys(migrations)).toEqual(files.map((file) => file.slice(0, -3)));
  const numbers = files.map((file) => Number(file.slice(0, 3)));
  expect(numbers).toEqual(files.map((_, at) => at + 1));
});

it('a migration changes tables or moves data, never both', async () => {
  const later = (await listFiles(FOLDER)).filter((file) => Number(file.slice(0, 3)) > LAST_MIXED);
  expect(later).not.toEqual([]);
  for (const file of later) {
    const text = await readFile(join(FOLDER, file), 'utf8');
    expect(TABLE_CHANGE.test(text) && DATA_MOVE.test(text), file).toBe(false);
  }
});

async function copyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'verdicts-migrations-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const file of [...(await listFiles(FOLDER)), 'index.ts'])
    await copyFile(join(FOLDER, file), join(folder, file));
  return folder;
}

it('a new migration gets the next number and is listed last', async () => {
  const folder = await copyFolder();
  await addMigration(folder, 'first-of-two');
  await addMigration(folder, 'second');
  const { migrations: made } = await import(join(folder, 'index.ts'));
  const next = Object.keys(migrations).length + 1;
  expect(Object.keys(made).slice(-2)).toEqual([`0${next}-first-of-two`, `0${next + 1}-second`]);
  expect(made[`0${next}-first-of-two`].up).toBeTypeOf('function');
});

it('a name unfit for a file is refused, and nothing is created', async () => {
  const folder = await copyFolder();
  const before = await readdir(folder);
  for (const name of ['', '../up', 'Two Words', 'a_b'])
    await expect(addMigration(folder, name)).rejects.toThrow('lower case with hyphens');
  expect(await readdir(folder)).toEqual(before);
});
