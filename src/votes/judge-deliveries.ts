import type { Database } from '../platform/database';
import { judgeHits } from '../tracking/machine';
import { storeJudgements } from '../tracking/store-judgements';
import type { HitJudgement } from '../tracking/stored-hit';
import type { MailboxAndTool } from './count-votes';
import { type CastJudgement, holdCasts } from './hold';
import { type DeliveryHit, listHits } from './stored-hits';

/** Judged ten minutes after it came: by then most machines have shown their shape. */
const JUDGED_AFTER_MS = 10 * 60 * 1000;

/** Hits that came up to this moment are due for judging. */
export function dueBefore(at: Date): Date {
  return new Date(at.getTime() - JUDGED_AFTER_MS);
}

interface Judged {
  hits: number;
  /** Whose votes may stand differently now; the caller counts them. */
  touched: MailboxAndTool[];
}

/**
 * Judges deliveries by all of their hits, in three statements however many they are. Hits and casts
 * that are due keep the judgement; of younger casts only the holding is kept, so that a burst counts
 * nothing while it lasts. Where their ballot closes, every cast is due, by what is known of it now.
 * The caller has locked the deliveries.
 */
export async function judgeDeliveries(
  tx: Database,
  { deliveryIds, at, isClosing = false }: { deliveryIds: number[]; at: Date; isClosing?: boolean },
): Promise<Judged> {
  const byDelivery = await listHits(tx, deliveryIds);
  const judged = [...byDelivery.values()].flatMap(judgeDelivery);
  const isDue = ({ hit }: JudgedHit) => hit.at <= dueBefore(at);
  const due = judged.filter(isDue);
  await storeJudgements(tx, { judgements: due.map(({ judgement }) => judgement), at });
  const casts = judged.filter(({ hit }) => hit.cast_id !== null);
  const judgements = casts.map((each) => toCastJudgement(each, isClosing || isDue(each)));
  return { hits: due.length, touched: await holdCasts(tx, { judgements, at }) };
}

interface JudgedHit {
  hit: DeliveryHit;
  judgement: HitJudgement;
}

function judgeDelivery(hits: DeliveryHit[]): JudgedHit[] {
  return judgeHits(hits).map((judgement, at) => ({ hit: hits[at]!, judgement }));
}

/** A machine's cast is held; one that nobody can be sure about counts. */
function toCastJudgement({ hit, judgement }: JudgedHit, is_due: boolean): CastJudgement {
  const { reasons, rule_version } = judgement;
  const held = judgement.judgement === 'machine';
  return { cast_id: hit.cast_id!, held, reasons, rule_version, is_due };
}
