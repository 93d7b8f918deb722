import { sql } from 'kysely';
import type { z } from 'zod';
import { type Database, inTransaction } from '../database';
import { Refusal } from '../refusal';
import { definitions } from './setting-definitions';

export type SettingName = keyof typeof definitions;
export type Settings = { [N in SettingName]: z.output<(typeof definitions)[N]['schema']> };

export const settingNames = Object.keys(definitions) as SettingName[];

export function describeSetting(name: SettingName): string {
  return definitions[name].says;
}

export async function readSettings(db: Database): Promise<Settings> {
  const rows = await db.selectFrom('settings').select(['name', 'value']).execute();
  const stored = new Map(rows.map((row) => [row.name, row.value]));
  return Object.fromEntries(
    settingNames.map((name) => [name, stored.get(name) ?? definitions[name].first]),
  ) as Settings;
}

export function storedSetting(name: SettingName) {
  return sql<string>`coalesce((select value #>> '{}' from settings where name = ${name}),
    ${String(definitions[name].first)})`;
}

/** Spaces and underscores in the name count as hyphens. */
export async function setSetting(
  db: Database,
  { name, value, at }: { name: string; value: string; at: Date },
): Promise<Settings> {
  const known = settingNames.find((each) => each === name.toLowerCase().replace(/[\s_]+/g, '-'));
  if (!known) {
    throw new Refusal(
      'invalid',
      `There is no setting "${name}". The settings are ${settingNames.join(', ')}.`,
    );
  }
  const parsed = definitions[known].schema.safeParse(value);
  if (!parsed.success) {
    const wanted = parsed.error.issues[0]?.message;
    throw new Refusal('invalid', `"${value}" is not valid for ${known}: ${wanted}.`);
  }
  return inTransaction(db, async (tx) => {
    const row = { value: JSON.stringify(parsed.data), changed_at: at };
    await tx
      .insertInto('settings')
      .values({ name: known, ...row })
      .onConflict((conflict) => conflict.column('name').doUpdateSet(row))
      .execute();
    return readSettings(tx);
  });
}
