import { type Database, inTransaction } from '../../platform/database';
import { Refusal } from '../../platform/refusal';
import { countVotes } from '../count-votes';
import { listTouched } from './hold-domains';

export interface DomainHold {
  issue: number;
  domain: string;
  voters: number;
  of_voters: number;
  held_at: Date;
  state: 'held' | 'counted' | 'refused';
  decided_at: Date | null;
  actor: string | null;
}

interface Decision {
  issue: number;
  domain: string;
  state: 'counted' | 'refused';
  actor: string;
  at: Date;
}

/** Newest first. */
export function listHolds(db: Database, { limit }: { limit: number }): Promise<DomainHold[]> {
  return db
    .selectFrom('domain_holds')
    .innerJoin('issues', 'issues.id', 'domain_holds.issue_id')
    .select(['issues.number as issue', 'domain', 'voters', 'of_voters', 'held_at'])
    .select(['domain_holds.state', 'decided_at', 'actor'])
    .orderBy('domain_holds.id', 'desc')
    .limit(limit)
    .execute();
}

/** A frozen result stays as it was sent; only the community's figure changes. */
export async function decideHold(db: Database, decision: Decision): Promise<{ frozen: boolean }> {
  const { issue, domain, state, actor, at } = decision;
  return inTransaction(db, async (tx) => {
    const hold = await tx
      .selectFrom('domain_holds')
      .innerJoin('issues', 'issues.id', 'domain_holds.issue_id')
      .innerJoin('ballots', 'ballots.issue_id', 'domain_holds.issue_id')
      .select(['domain_holds.id', 'domain_holds.state', 'ballots.frozen_at'])
      .where('issues.number', '=', issue)
      .where('domain', '=', domain)
      .forUpdate(['ballots', 'domain_holds'])
      .executeTakeFirst();
    if (!hold)
      throw new Refusal(
        'missing',
        `No votes from ${domain} are held in issue ${issue}: see \`verdicts holds\`.`,
      );
    if (hold.state !== 'held') {
      throw new Refusal('conflict', `The votes from ${domain} are already ${hold.state}.`);
    }
    await tx
      .updateTable('domain_holds')
      .set({ state, actor, decided_at: at })
      .where('id', '=', hold.id)
      .execute();
    await countVotes(tx, await listTouched(tx, hold.id));
    return { frozen: hold.frozen_at !== null };
  });
}
