import { type Line, type ParsedSide, refuseLine, show, sizeOf } from './page';
import type { FourQuotes } from './page-quotes';
import type { PageReader } from './page-reader';

/** The heading below the second tool. */
export const SCORECARD = 'Reviewer scorecard';

/** Before lengths are checked. */
export interface SideLines {
  category: Line;
  name: Line;
  tagline: Line;
  entry_price: Line;
  description: Line;
  panel_ship: number;
  printed_community: number | null;
}

type Field = 'category' | 'name' | 'tagline' | 'entry_price' | 'description';

/** In UTF-16 units: a name and a tagline of the widest text still fit into one index row. */
const limits: Record<Field, number> = {
  name: 200,
  tagline: 500,
  category: 100,
  entry_price: 100,
  description: 20_000,
};

const names: Record<Field, string> = {
  name: 'a name',
  tagline: 'a tagline',
  category: 'a category',
  entry_price: 'an entry price',
  description: 'a description',
};

/** Ten lines; so far only percentages and headings are checked. */
export function readSide(reader: PageReader, which: 'first' | 'second'): SideLines {
  const category = reader.take(`the category of the ${which} tool`);
  const name = reader.take(`the name of the ${which} tool`);
  const tagline = reader.take(`the tagline of the ${which} tool`);
  const panel_ship = readPanelShip(reader, which);
  reader.readHeading('Panel ship');
  const printed_community = readPageCommunity(reader, which);
  reader.readHeading('Community');
  const entry_price = reader.readAbove('Entry', `the entry price of the ${which} tool`);
  reader.readHeading('Entry');
  const description = reader.readAbove(SCORECARD, `the description of the ${which} tool`);
  return { category, name, tagline, panel_ship, printed_community, entry_price, description };
}

/** Throws a PageFault if a field is too long. */
export function toSide(lines: SideLines, quotes: FourQuotes): ParsedSide {
  for (const field of Object.keys(limits) as Field[]) refuseLongText(lines[field], field);
  return {
    name: lines.name.text,
    tagline: lines.tagline.text,
    category: lines.category.text,
    entry_price: lines.entry_price.text,
    description: lines.description.text,
    panel_ship: lines.panel_ship,
    printed_community: lines.printed_community,
    quotes,
  };
}

function readPanelShip(reader: PageReader, which: string): number {
  const expected = `the panel ship of the ${which} tool, a whole percentage from 0% to 100%,`;
  const { number, text } = reader.take(expected);
  const found = text === 'Panel ship' ? `${show(text)}, with a line missing above it,` : show(text);
  return readPercentage(text) ?? refuseLine(number, found, expected);
}

function readPageCommunity(reader: PageReader, which: string): number | null {
  const expected = `the community of the ${which} tool, — or a whole percentage from 0% to 100%,`;
  const { number, text } = reader.take(expected);
  if (text === '—') return null;
  return readPercentage(text) ?? refuseLine(number, show(text), expected);
}

function readPercentage(text: string): number | undefined {
  return /^(?:0|[1-9]\d?|100)%$/.test(text) ? Number.parseInt(text, 10) : undefined;
}

function refuseLongText({ number, text }: Line, field: Field): void {
  const limit = limits[field];
  if (text.length <= limit) return;
  const found = `${names[field]} of ${sizeOf(text)} (${show(text)})`;
  refuseLine(number, found, `one of at most ${limit.toLocaleString('en-GB')}`);
}
