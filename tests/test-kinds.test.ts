import { describe, expect, inject, it } from 'vitest';
import { sortTests } from './helpers/test-kinds';

const { unit, database } = sortTests();

describe('a unit test', () => {
  it('has no database, and is run without one', () => {
    expect(unit).toContain('tests/test-kinds.test.ts');
    expect(inject('adminUrl')).toBeUndefined();
  });

  it('is one that stays within its process', () => {
    for (const file of ['catalog/parse-page', 'emails/render', 'tracking/machine'])
      expect(unit).toContain(`tests/${file}.test.ts`);
  });
});

it.each([
  ['clones a database', 'votes/ballots'],
  ['opens a browser by its helper', 'browser/archive'],
  ['starts a process', 'node/tick'],
  ['starts a process by its helper', 'cli/usage'],
  ['starts a server of this machine', 'local/resend-process'],
])('a test that %s is a database test', (_, file) => {
  expect(database).toContain(`tests/${file}.test.ts`);
});
