import { type RawBuilder, sql } from 'kysely';

/** Leaves room for a number, within 80 characters. */
const MAX_BASE_CHARACTERS = 75;

/** Lower-case ASCII letters, digits and hyphens; 'tool' if none remains. */
export function slugBase(name: string): string {
  const words = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean)
    .join('-');
  return words.slice(0, MAX_BASE_CHARACTERS).replace(/-$/, '') || 'tool';
}

/** In SQL, the first free one of base, base-2, base-3 … */
export function freeSlug(table: 'tools' | 'comparisons', base: string): RawBuilder<string> {
  return sql<string>`(
    with recursive numbered (n, slug) as (
      select 1, ${base}::text
      union all
      select n + 1, ${base}::text || '-' || (n + 1) from numbered
      where exists (select from ${sql.table(table)} as taken where taken.slug = numbered.slug)
    )
    select slug from numbered order by n desc limit 1
  )`;
}
