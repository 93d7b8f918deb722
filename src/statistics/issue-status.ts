import { type AudienceByState, readAudienceByState } from '../deliveries/audience-by-state';
import {
  listSubmissionFailures,
  type SubmissionFailure,
} from '../deliveries/batches/submission-failures';
import { countHeldBack } from '../deliveries/first-wave';
import {
  countDoubled,
  type RecentRate,
  readRecentRate,
  readSenders,
  type Senders,
} from '../deliveries/progress';
import { getIssue, getLastMove, type HistoryRow, type Issue } from '../issues/find';
import type { Database } from '../platform/database';

/** At one moment. */
export interface IssueStatus extends Senders {
  issue: number;
  state: Issue['state'];
  /** Its week's hour, by which a draft should be released. */
  proposed_at: Date;
  send_at: Date | null;
  /** Its last move, with the reason if it has one. */
  since: Date;
  by: string;
  reason: string | null;
  /** By the database's clock. */
  read_at: Date;
  /** Read in one statement, so that it adds up. */
  audience: AudienceByState;
  /** Accepted out of accepted and waiting; `percent` is rounded down, null if there is nothing. */
  progress: { accepted: number; of: number; percent: number | null };
  /** Over the last minute; null unless it is sending. */
  mails_a_second: number | null;
  /** At this rate; null if unknown. */
  estimated_end: Date | null;
  /** Batches that wait until the first wave has been seen. */
  held_back: number;
  /** Readers known to have got it twice, after it was sent again. */
  doubled: number;
  failures: SubmissionFailure[];
}

/** Throws a Refusal if there is no such issue. */
export async function readIssueStatus(
  db: Database,
  { number }: { number: number },
): Promise<IssueStatus> {
  const { id, state, proposed_at, send_at } = await getIssue(db, number);
  const last = await getLastMove(db, id);
  const audience = await readAudienceByState(db, id);
  const rate = await readRecentRate(db, id);
  return {
    issue: number,
    state,
    proposed_at,
    send_at,
    ...readMove(last),
    read_at: rate.now,
    audience,
    progress: readProgress(audience),
    ...readSpeed(state, rate, audience),
    ...(await readSenders(db, id)),
    held_back: await countHeldBack(db, id),
    doubled: await countDoubled(db, id),
    failures: await listSubmissionFailures(db, id),
  };
}

function readMove({ at, actor, reason }: HistoryRow) {
  return { since: at, by: actor, reason };
}

function readProgress({ accepted, waiting }: AudienceByState): IssueStatus['progress'] {
  const of = accepted + waiting;
  return { accepted, of, percent: of === 0 ? null : Math.floor((100 * accepted) / of) };
}

/** In the first minute of sending the rate is that of the seconds so far. */
function readSpeed(
  state: Issue['state'],
  { now, accepted, seconds }: RecentRate,
  { waiting }: AudienceByState,
): Pick<IssueStatus, 'mails_a_second' | 'estimated_end'> {
  if (state !== 'sending') return { mails_a_second: null, estimated_end: null };
  const rate = accepted / Math.max(1, seconds);
  const end = rate > 0 ? new Date(now.getTime() + (1000 * waiting) / rate) : null;
  return { mails_a_second: Math.round(10 * rate) / 10, estimated_end: end };
}
