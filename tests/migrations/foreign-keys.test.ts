import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { cloneDatabase } from '../helpers/database';

const db = await cloneDatabase();

/** Foreign keys without an index, each with the reason why nobody misses it: nothing asks by them. */
const REASONS: Record<string, string> = {
  'casts.hit_id': 'hits are never deleted, and a hit’s cast is found by its delivery',
  'casts.mailbox_id':
    'mailboxes are never deleted, and a mailbox’s casts are found by issue or tool',
  'deliveries.batch_id+issue_id': 'a batch has one issue, so its index by batch alone is enough',
  'links.comparison_id': 'comparisons are never deleted, and links are found by issue',
  'links.tool_id': 'tools are never deleted, and links are found by issue',
  'picks.comparison_id': 'comparisons are never deleted, and picks are found by issue',
  'unsubscribes.delivery_id': 'deliveries are never deleted, and unsubscribes are found by reader',
  'votes.cast_id': 'casts are never deleted, and votes are found by tool and mailbox',
};

interface ForeignKey {
  name: string;
  is_indexed: boolean;
}

/** An index serves a key that its leading columns match; one that leaves out nulls alone does too. */
async function listForeignKeys(): Promise<ForeignKey[]> {
  const { rows } = await sql<ForeignKey>`
    select constraints.conrelid::regclass || '.' || (
        select string_agg(attname, '+' order by place)
        from unnest(constraints.conkey) with ordinality as key (number, place)
          join pg_attribute on attrelid = constraints.conrelid and attnum = key.number) as name,
      exists (
        select from pg_index where indrelid = constraints.conrelid
          and (indkey::int2[])[0:cardinality(constraints.conkey) - 1] @> constraints.conkey
          and (indpred is null or pg_get_expr(indpred, indrelid) = format('(%I IS NOT NULL)', (
            select attname from pg_attribute
            where attrelid = constraints.conrelid and attnum = constraints.conkey[1])))
      ) as is_indexed
    from pg_constraint as constraints
    where contype = 'f' and connamespace = 'public'::regnamespace
    order by 1`.execute(db);
  return rows;
}

it('every foreign key has an index, or a reason to have none', async () => {
  const bare = (await listForeignKeys()).filter((key) => !key.is_indexed);
  expect(bare.map(({ name }) => name)).toEqual(Object.keys(REASONS).toSorted());
});
