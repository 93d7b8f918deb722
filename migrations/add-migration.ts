import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

const TEMPLATE = `import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql\`\`.execute(db);
}
`;

/** Makes the next migration of a folder and lists it in its \`index.ts\`. Gives the file's path. */
export async function addMigration(folder: string, name: string): Promise<string> {
  if (!NAME.test(name)) throw new Error('Name it in lower case with hyphens, such as add-topics.');
  const key = `${await nextNumber(folder)}-${name}`;
  const path = join(folder, `${key}.ts`);
  await writeFile(path, TEMPLATE, { flag: 'wx' });
  const index = join(folder, 'index.ts');
  await writeFile(index, listMigration(await readFile(index, 'utf8'), key, name));
  return path;
}

async function nextNumber(folder: string): Promise<string> {
  const numbers = (await readdir(folder)).flatMap((file) => /^(\d{3})-/.exec(file)?.[1] ?? []);
  return String(Math.max(0, ...numbers.map(Number)) + 1).padStart(3, '0');
}

function listMigration(index: string, key: string, name: string): string {
  const variable = name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  return index
    .replace(/\n\n\/\*\*/, `\nimport * as ${variable} from './${key}';$&`)
    .replace(/};\n$/, `  '${key}': ${variable},\n};\n`);
}
