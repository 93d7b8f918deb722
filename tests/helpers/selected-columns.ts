import {
  AliasNode,
  type KyselyPlugin,
  type OperationNode,
  ReferenceNode,
  SelectQueryNode,
  sql,
  TableNode,
} from 'kysely';
import type { Database } from '../../src/platform/database';

/** Records `table.column` for each column that a query of this handle selects. */
export function recordSelected(db: Database) {
  const selected = new Set<string>();
  const plugin: KyselyPlugin = {
    transformQuery: ({ node }) => {
      if (SelectQueryNode.is(node)) for (const name of namesIn(node)) selected.add(name);
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  return { selected, recording: db.withPlugin(plugin) };
}

function namesIn({ from, selections = [] }: SelectQueryNode): string[] {
  const own = from && tableName(from.froms[0]!);
  return selections.flatMap(({ selection }) => {
    const node = AliasNode.is(selection) ? selection.node : selection;
    if (!ReferenceNode.is(node) || node.column.kind !== 'ColumnNode') return [];
    const table = node.table ? tableName(node.table) : own;
    return `${table}.${node.column.column.name}`;
  });
}

function tableName(node: OperationNode): string | undefined {
  return TableNode.is(node) ? node.table.identifier.name : undefined;
}

/** `table.column` for each column of these tables. */
export async function readColumns(db: Database, tables: string[]): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select table_name || '.' || column_name as name from information_schema.columns
    where table_schema = 'public' and table_name = any(${tables})`.execute(db);
  return rows.map(({ name }) => name);
}
