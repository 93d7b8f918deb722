import { cleanLine } from '../../platform/text/clean-text';
import type { ComparisonFacts, SideFacts } from '../list-comparisons';
import { SEATS, type Verdict, verdictFrom } from '../seats';
import type { PageImport } from './imported-page';
import type { ParsedSide } from './page';

/** A sentence each; empty if the page says nothing new. */
export function describeChanges(
  known: ComparisonFacts,
  { page, publishedOn }: Pick<PageImport, 'page' | 'publishedOn'>,
): string[] {
  const [first, second] = page.sides;
  const hasSameName = first.name === second.name;
  return [
    ...describeDate(known.published_on, publishedOn),
    ...describeSide(known.sides[0], first, hasSameName),
    ...describeSide(known.sides[1], second, hasSameName),
  ];
}

/** Verdicts stand while percentage and quotes do. */
export function decideVerdicts(known: SideFacts, side: ParsedSide): Verdict[] {
  return known.reviews.map(({ verdict }) =>
    isNewlyRated(known, side) ? verdictFrom(side.panel_ship) : verdict,
  );
}

function describeDate(known: string, published: string | undefined): string[] {
  if (published === undefined || published === known) return [];
  return [`The publication date changed from ${known} to ${published}.`];
}

function describeSide(known: SideFacts, side: ParsedSide, hasSameName: boolean): string[] {
  const tool = hasSameName ? `“${side.name}” (${side.tagline})` : `“${side.name}”`;
  const facts = [
    describeFact('category', known.category, side.category),
    describeFact('panel ship', percent(known.panel_ship), percent(side.panel_ship)),
    describeFact('community', percent(known.printed_community), percent(side.printed_community)),
    describeFact('entry price', known.entry_price, side.entry_price),
    isSameText(known.description, side.description) ? null : 'description changed',
    ...SEATS.filter((_, at) => isNewQuote(known, side, at)).map(
      (seat) => `${seat}’s quote changed`,
    ),
  ];
  const sentences = facts.filter((fact) => fact !== null).map((fact) => `${tool}: the ${fact}.`);
  return [...sentences, ...describeReset(tool, known, side)];
}

function describeFact(what: string, before: string, after: string): string | null {
  return isSameText(before, after) ? null : `${what} changed from ${before} to ${after}`;
}

function percent(share: number | null): string {
  return share === null ? '—' : `${share}%`;
}

/** Between 0 and 100 only an editor makes a verdict known. */
function describeReset(tool: string, known: SideFacts, side: ParsedSide): string[] {
  const set = known.reviews.filter(({ verdict }) => verdict !== 'unknown');
  const isEditors = verdictFrom(known.panel_ship) === 'unknown' && set.length > 0;
  if (!isEditors || !isNewlyRated(known, side)) return [];
  const lost = set.map(({ seat, verdict }) => `${seat} ${verdict}`).join(', ');
  const now = verdictFrom(side.panel_ship);
  return [`${tool}: the verdicts that an editor had set (${lost}) were reset to ${now}.`];
}

function isNewlyRated(known: SideFacts, side: ParsedSide): boolean {
  return known.panel_ship !== side.panel_ship || SEATS.some((_, at) => isNewQuote(known, side, at));
}

function isNewQuote(known: SideFacts, side: ParsedSide, at: number): boolean {
  return !isSameText(known.reviews[at]?.quote ?? '', side.quotes[at]!);
}

/** Text stored before pages were cleaned doesn't count as a change. */
function isSameText(known: string, text: string): boolean {
  if (known === text) return true;
  const read = cleanLine(known);
  return 'text' in read && read.text === text.trim();
}
