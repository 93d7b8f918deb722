import { type Database, inTransaction } from '../platform/database';
import { Refusal } from '../platform/refusal';
import { type ComparisonFacts, findComparison, type SideFacts } from './list-comparisons';
import { lockComparison } from './lock-comparison';
import { findContradiction } from './pages/contradiction';
import { isSeat, SEATS, type Seat, type Verdict } from './seats';

/** `comparison` and `tool` are slugs. */
export interface EditorsVerdict {
  comparison: string;
  tool: string;
  seat: string;
  verdict: string;
}

/**
 * `unknown` takes a verdict back. Returns whether it was new. Refuses what doesn't exist, and what
 * the page's percentage contradicts.
 */
export async function setVerdict(
  db: Database,
  { comparison: slug, tool, seat, verdict, at }: EditorsVerdict & { at: Date },
): Promise<{ changed: boolean }> {
  if (!isSeat(seat)) throw new Refusal('invalid', seatSentence(seat));
  if (!isVerdict(verdict)) throw new Refusal('invalid', verdictSentence(verdict));
  return inTransaction(db, async (tx) => {
    const found = await findComparison(tx, slug);
    if (!found)
      throw new Refusal(
        'missing',
        `There is no comparison “${slug}”. \`verdicts export comparisons\` lists them.`,
      );
    const comparison = await lockComparison(tx, found.id);
    const side = getSide(comparison, tool);
    const contradiction = findContradiction(side, seat, verdict);
    if (contradiction) throw new Refusal('conflict', contradiction);
    if (side.reviews.some((one) => one.seat === seat && one.verdict === verdict))
      return { changed: false };
    await writeVerdict(tx, { comparison, side, seat, verdict, at });
    return { changed: true };
  });
}

function isVerdict(text: string): text is Verdict {
  return text === 'ship' || text === 'skip' || text === 'unknown';
}

function seatSentence(text: string): string {
  return `There is no seat “${text}”. The seats are ${SEATS.join(', ')}.`;
}

function verdictSentence(text: string): string {
  return `“${text}” is not a verdict: use ship or skip, or unknown to take one back.`;
}

function getSide({ slug, sides }: ComparisonFacts, tool: string): SideFacts {
  const side = sides.find((one) => one.tool.slug === tool);
  if (side) return side;
  const tools = sides.map((one) => `“${one.tool.slug}”`).join(' and ');
  throw new Refusal('missing', `“${tool}” is not a tool of “${slug}”, which compares ${tools}.`);
}

async function writeVerdict(
  db: Database,
  {
    comparison,
    side,
    seat,
    verdict,
    at,
  }: { comparison: ComparisonFacts; side: SideFacts; seat: Seat; verdict: Verdict; at: Date },
): Promise<void> {
  await db
    .updateTable('reviews')
    .set({ verdict })
    .where('comparison_id', '=', comparison.id)
    .where('side', '=', comparison.sides.indexOf(side) + 1)
    .where('seat', '=', seat)
    .execute();
  await db
    .updateTable('comparisons')
    .set({ changed_at: at })
    .where('id', '=', comparison.id)
    .execute();
}
