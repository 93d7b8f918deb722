import type { KyselyPlugin } from 'kysely';
import type { Database } from '../../src/platform/database';

/** The same database, but what is asked of it through this handle is counted; BEGIN and COMMIT are not. */
export function countStatements(db: Database, before: () => void = () => {}) {
  let statements = 0;
  const counting: KyselyPlugin = {
    transformQuery({ node }) {
      before();
      statements += 1;
      return node;
    },
    async transformResult({ result }) {
      return result;
    },
  };
  return { counted: db.withPlugin(counting), statements: () => statements };
}
