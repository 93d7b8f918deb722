import type { KyselyPlugin } from 'kysely';
import type { Database } from '../../src/platform/database';

/**
 * The same database, but what is asked of it through this handle is counted; BEGIN and COMMIT are not.
 * `before` is called with each statement, and may throw.
 */
export function countStatements(db: Database, before: () => void = () => {}) {
  let statements = 0;
  const counting: KyselyPlugin = {
    transformQuery({ node }) {
      before();
      return node;
    },
    // Here, as a query is transformed once for each subquery too.
    async transformResult({ result }) {
      statements += 1;
      return result;
    },
  };
  return { counted: db.withPlugin(counting), statements: () => statements };
}
