import type { Database } from '../../src/platform/database';

/** A handle whose statements are counted, without BEGIN and COMMIT. */
export function countStatements(db: Database): { db: Database; soFar: () => number } {
  let statements = 0;
  const counted = db.withPlugin({
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      statements += 1;
      return result;
    },
  });
  return { db: counted, soFar: () => statements };
}
