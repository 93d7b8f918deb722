import type { Insertable } from 'kysely';
import type { Database } from '../platform/database';
import type { Reviews, Sides } from '../platform/schema';
import type { ParsedSide } from './pages/page';
import { SEATS, type Verdict } from './seats';

/** `verdicts` are in the order of SEATS. */
export interface SideWithVerdict extends ParsedSide {
  verdicts: Verdict[];
}

/** For a comparison that has none yet. */
export async function writeSides(
  db: Database,
  comparisonId: string,
  sides: SideWithVerdict[],
): Promise<void> {
  await db
    .with('written', (tx) =>
      tx.insertInto('sides').values(sides.map((side, at) => toSideRow(comparisonId, at + 1, side))),
    )
    .insertInto('reviews')
    .values(sides.flatMap((side, at) => toReviewRows(comparisonId, at + 1, side)))
    .execute();
}

/** The caller holds the comparison's lock. */
export async function rewriteSides(
  db: Database,
  comparisonId: string,
  sides: SideWithVerdict[],
): Promise<void> {
  await db.deleteFrom('reviews').where('comparison_id', '=', comparisonId).execute();
  await db.deleteFrom('sides').where('comparison_id', '=', comparisonId).execute();
  await writeSides(db, comparisonId, sides);
}

function toSideRow(comparison_id: string, side: number, facts: SideWithVerdict): Insertable<Sides> {
  const { category, entry_price, description, panel_ship, printed_community } = facts;
  return { comparison_id, side, category, entry_price, description, panel_ship, printed_community };
}

function toReviewRows(
  comparison_id: string,
  side: number,
  { quotes, verdicts }: SideWithVerdict,
): Insertable<Reviews>[] {
  return SEATS.map((seat, at) => ({
    comparison_id,
    side,
    seat,
    quote: quotes[at]!,
    verdict: verdicts[at]!,
  }));
}
