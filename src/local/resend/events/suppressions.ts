import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { isSuppressing, type Outcome, readOutcome } from './event-set';

/** They survive a restart. */
export class Suppressions {
  readonly #find: StatementSync;
  readonly #insert: StatementSync;

  constructor(tables: DatabaseSync) {
    this.#find = tables.prepare('select 1 from suppressions where address = ?');
    this.#insert = tables.prepare('insert into suppressions (address, at) values (?, ?)');
  }

  /** A hard bounce or a complaint ends all later mails. */
  decide(address: string, at: Date): Outcome {
    if (this.#find.get(address)) return 'suppressed';
    const outcome = readOutcome(address);
    if (isSuppressing(outcome)) this.#insert.run(address, at.getTime());
    return outcome;
  }
}
