import type { Database } from '../platform/database';
import { MINUTE_MS } from '../platform/durations';
import { classifyHits } from '../tracking/machine';
import { storeClassifications } from '../tracking/store-classifications';
import type { HitClassification } from '../tracking/stored-hit';
import type { MailboxAndTool } from './count-votes';
import { type CastClassification, holdCasts } from './hold';
import { type DeliveryHit, listHits } from './stored-hits';

/** By then most machines have shown themselves. */
const CLASSIFIED_AFTER_MS = 10 * MINUTE_MS;

export function dueBefore(at: Date): Date {
  return new Date(at.getTime() - CLASSIFIED_AFTER_MS);
}

interface Classified {
  hits: number;
  /** Whose votes may have changed; the caller counts them. */
  touched: MailboxAndTool[];
}

/**
 * In three statements. Younger casts wait; only what already looks like a machine's is held early.
 * If the ballot closes, every cast is due. The caller has locked the deliveries.
 */
export async function classifyDeliveries(
  tx: Database,
  { deliveryIds, at, isClosing = false }: { deliveryIds: number[]; at: Date; isClosing?: boolean },
): Promise<Classified> {
  const byDelivery = await listHits(tx, deliveryIds);
  const classified = [...byDelivery.values()].flatMap(classifyDelivery);
  const isDue = ({ hit }: ClassifiedHit) => hit.at <= dueBefore(at);
  const due = classified.filter(isDue);
  await storeClassifications(tx, {
    classifications: due.map(({ classification }) => classification),
    at,
  });
  const casts = classified.filter(({ hit }) => hit.cast_id !== null);
  const classifications = casts.map((each) => toCastClassification(each, isClosing || isDue(each)));
  return { hits: due.length, touched: await holdCasts(tx, { classifications, at }) };
}

interface ClassifiedHit {
  hit: DeliveryHit;
  classification: HitClassification;
}

function classifyDelivery(hits: DeliveryHit[]): ClassifiedHit[] {
  return classifyHits(hits).map((classification, at) => ({ hit: hits[at]!, classification }));
}

/** A cast classified as unsure counts. */
function toCastClassification(
  { hit, classification }: ClassifiedHit,
  is_due: boolean,
): CastClassification {
  const { reasons, rule_version } = classification;
  const held = classification.class === 'machine';
  return { cast_id: hit.cast_id!, held, reasons, rule_version, is_due };
}
