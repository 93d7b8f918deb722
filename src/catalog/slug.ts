import { type RawBuilder, sql } from 'kysely';

/** Leaves room for a number, so that a slug with one has at most 80 characters. */
const MAX_BASE_CHARACTERS = 75;

/** A name as an address: lower-case ASCII letters, digits and hyphens, 'tool' where none remains. */
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

/** In SQL, the first of base, base-2, base-3 … that no row of the table has. */
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
