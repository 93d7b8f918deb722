import { raiseAlert } from '../../platform/alerts';
import { inTransaction } from '../../platform/database';
import type { Deps } from '../../platform/deps';
import { countVotes } from '../count-votes';
import { listCrowdedDomains } from '../domains/crowded-domains';
import { holdDomains } from '../domains/hold-domains';
import { listSpikes, type Spike } from './spikes';

type GuardDeps = Pick<Deps, 'db' | 'log'>;

/** Returns how many ballots are open. */
export async function guardBallots(deps: GuardDeps, { at }: { at: Date }): Promise<number> {
  const open = await deps.db
    .selectFrom('ballots')
    .innerJoin('issues', 'issues.id', 'ballots.issue_id')
    .select(['issue_id', 'number'])
    .where('frozen_at', 'is', null)
    .orderBy('issue_id')
    .execute();
  for (const { issue_id: issueId, number } of open) {
    await guardDomains(deps, { issueId, at });
    for (const jump of await listSpikes(deps.db, { issueId, at })) {
      const kind = `votes-jump ${jump.slug}`;
      await raiseAlert(deps, { at, kind, says: spikeInWords(jump, number) });
    }
  }
  await alertOnHolds(deps, { at });
  return open.length;
}

/** Looks without a lock: counting a large ballot takes seconds, during which nobody could vote. */
async function guardDomains(
  { db }: GuardDeps,
  { issueId, at }: { issueId: number; at: Date },
): Promise<void> {
  const crowded = await listCrowdedDomains(db, issueId);
  if (crowded.length === 0) return;
  await inTransaction(db, async (tx) => {
    const open = await tx
      .selectFrom('ballots')
      .select('issue_id')
      .where('issue_id', '=', issueId)
      .where('frozen_at', 'is', null)
      .forUpdate()
      .executeTakeFirst();
    if (open) await countVotes(tx, await holdDomains(tx, { issueId, crowded, at }));
  });
}

/** Read from the rows, so that staff hear of a hold even if the process that made it died. */
async function alertOnHolds(deps: GuardDeps, { at }: { at: Date }): Promise<void> {
  const holds = await deps.db
    .selectFrom('domain_holds')
    .innerJoin('issues', 'issues.id', 'domain_holds.issue_id')
    .select(['domain_holds.id', 'number', 'domain', 'voters', 'of_voters'])
    .where('domain_holds.state', '=', 'held')
    .where('alerted_at', 'is', null)
    .orderBy('domain_holds.id')
    .execute();
  for (const { id, number, domain, voters, of_voters } of holds) {
    await inTransaction(deps.db, async (tx) => {
      const alerted = await tx
        .updateTable('domain_holds')
        .set({ alerted_at: at })
        .where('id', '=', id)
        .where('alerted_at', 'is', null)
        .executeTakeFirst();
      if (alerted.numUpdatedRows === 0n) return;
      const says = `${voters} of ${of_voters} voters in issue ${number} have an address at ${domain}. Their votes are held until you decide with \`verdicts holds\` whether they count.`;
      await raiseAlert({ ...deps, db: tx }, { at, kind: `domain-held ${number} ${domain}`, says });
    });
  }
}

function spikeInWords(
  { name, latest, of_latest, before, of_before }: Spike,
  issue: number,
): string {
  return `${name} got ${latest} of the last hour’s ${of_latest} votes in issue ${issue}, but only ${before} of the ${of_before} before: somebody may be asking for votes.`;
}
