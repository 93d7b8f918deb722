import type { CardContent } from '../../emails/props';
import { raiseAlert } from '../platform/alerts';
import { type Database, inTransaction } from '../platform/database';
import type { Deps } from '../platform/deps';
import { HOUR_MS } from '../platform/durations';
import { Refusal } from '../platform/refusal';
import { requireCleanLine } from '../platform/text/clean-text';
import { utcMinute } from '../platform/text/utc-minute';
import { discardContent, freezeContent } from './content';
import { type Issue, lockDraft } from './find';
import { listIntroUrls, requireIntro } from './intro';
import { moveIssue } from './move';

const LATE_AFTER_MS = 6 * HOUR_MS;

export interface Release {
  number: number;
  /** The entries' content as it is now, in order; called inside the transaction. */
  collectCards: (tx: Database, issue: Issue) => Promise<CardContent[]>;
  postalAddress: string;
  sendAt: Date;
  actor: string;
  at: Date;
}

/** Freezes the content and sets the moment to send. */
export async function releaseIssue(db: Database, release: Release): Promise<void> {
  await inTransaction(db, async (tx) => {
    const issue = await lockDraft(tx, release.number);
    refuseUnfit(issue, release);
    const cards = await release.collectCards(tx, issue);
    if (cards.length === 0) {
      throw new Refusal('invalid', `Issue ${issue.number} has no entries: it needs at least one.`);
    }
    const introUrls = listIntroUrls(issue.intro);
    await freezeContent(tx, { issueId: issue.id, cards, introUrls });
    await moveIssue(tx, {
      issueId: issue.id,
      to: 'released',
      actor: release.actor,
      at: release.at,
      set: { send_at: release.sendAt, released_at: release.at },
    });
  });
}

function refuseUnfit(issue: Issue, { sendAt, at, postalAddress }: Release): void {
  if (sendAt <= at) {
    throw new Refusal(
      'invalid',
      `${utcMinute(sendAt)} is in the past: an issue needs a time in the future.`,
    );
  }
  if (requireCleanLine(`The subject of issue ${issue.number}`, issue.subject) === '') {
    throw new Refusal('invalid', `Issue ${issue.number} has no subject: give it one first.`);
  }
  requireIntro(issue.intro);
  if (postalAddress === '') {
    throw new Refusal(
      'invalid',
      'There is no postal address yet. Set one first: `verdicts settings set postal-address "…"`.',
    );
  }
}

/** Drops the frozen copy, so that the draft can be edited again. */
export async function withdrawIssue(
  db: Database,
  { issueId, actor, at, reason }: { issueId: number; actor: string; at: Date; reason?: string },
): Promise<void> {
  await inTransaction(db, async (tx) => {
    await moveIssue(tx, {
      issueId,
      to: 'draft',
      actor,
      at,
      reason,
      set: { send_at: null, released_at: null },
    });
    await discardContent(tx, issueId);
  });
}

/** Those over six hours late go back to draft, and staff are told. Returns their numbers. */
export async function withdrawLateIssues(
  { db, log }: Pick<Deps, 'db' | 'log'>,
  { at }: { at: Date },
): Promise<number[]> {
  return inTransaction(db, async (tx) => {
    const late = await takeReleased(tx, new Date(at.getTime() - LATE_AFTER_MS));
    for (const { id, number, send_at } of late) {
      const why = `was due at ${utcMinute(send_at!)} and was over six hours late`;
      await withdrawIssue(tx, { issueId: id, actor: 'send-due', at, reason: `It ${why}.` });
      const says =
        `Issue ${number} ${why}, so it is a draft again and nobody got it. Check it, then release it ` +
        `for a new time with \`verdicts issue release ${number} --at … --by …\`.`;
      const once = `issue-${id}-late-${send_at!.toISOString()}`;
      await raiseAlert({ db: tx, log }, { at, kind: 'issue-late', says, once });
    }
    return late.map((issue) => issue.number);
  });
}

/** Earliest first and locked, without those that another machine holds. */
export function takeReleased(tx: Database, before: Date) {
  return tx
    .selectFrom('issues')
    .select(['id', 'number', 'send_at'])
    .where('state', '=', 'released')
    .where('send_at', '<=', before)
    .orderBy('send_at')
    .forNoKeyUpdate()
    .skipLocked()
    .execute();
}
