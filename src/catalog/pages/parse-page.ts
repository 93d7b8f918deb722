import { type Line, type ParsedPage, refuseLine, show } from './page';
import { readLines, sayCleaned } from './page-lines';
import { isQuoteLike, readQuotes } from './page-quotes';
import { PageReader } from './page-reader';
import { readSide, SCORECARD, type SideLines, toSide } from './page-side';

const FIRST_LINE = 'AI tool comparison';
const QUESTION =
  'Which one should you ship with? Here is the side-by-side panel verdict, pricing read, ' +
  'reviewer split, and community vote comparison.';
const NEWSLETTER = [
  'Weekly AI Tool Verdicts',
  'Get the next comparison in your inbox',
  'New AI tools ship daily. We compare them before you waste an afternoon.',
];

/** At most 1 MB of UTF-8 text. Throws a PageFault and nothing else. */
export function parsePage(bytes: Uint8Array): ParsedPage {
  const lines = readLines(bytes);
  const reader = new PageReader(lines);
  reader.readHeading(FIRST_LINE);
  const title = readTitle(reader);
  reader.readHeading(QUESTION);
  const first = readSide(reader, 'first');
  refuseLongFirstDescription(reader, title, first);
  const second = readSide(reader, 'second');
  refuseLongSecondDescription(reader);
  reader.readHeading(SCORECARD);
  const quotes = readQuotes(reader);
  readEnd(reader);
  refuseOtherTitle(title, first, second);
  refuseSameTool(first, second);
  const cleaned = sayCleaned(lines);
  return {
    sides: [toSide(first, quotes.first), toSide(second, quotes.second)],
    ...(cleaned.length > 0 && { cleaned }),
  };
}

function readTitle(reader: PageReader): Line {
  const expected = 'the title, “first tool vs second tool”,';
  const title = reader.take(expected);
  if (title.text === QUESTION) refuseLine(title.number, show(title.text), expected);
  return title;
}

/** Four lines lead from the first tool's description to the second tool's first heading. */
function refuseLongFirstDescription(reader: PageReader, title: Line, first: SideLines): void {
  if (reader.linesBefore('Panel ship') <= 4) return;
  const endsTitle = title.text === titleOf(first.name, reader.ahead(1)!);
  if (!endsTitle) refuseSecondLine(reader, 'first');
}

function refuseLongSecondDescription(reader: PageReader): void {
  if (reader.linesBefore(SCORECARD) <= 0 || isQuoteLike(reader.ahead(0)!)) return;
  refuseSecondLine(reader, 'second');
}

function refuseSecondLine(reader: PageReader, which: 'first' | 'second'): never {
  const { number, text } = reader.ahead(0)!;
  const expected = `a description of one line for the ${which} tool`;
  return refuseLine(number, `a second line of a description, ${show(text)},`, expected);
}

/** The page may end before any of the newsletter's three lines, and has nothing after them. */
function readEnd(reader: PageReader): void {
  for (const [at, heading] of NEWSLETTER.entries()) {
    const line = reader.ahead(0);
    if (!line) return;
    const found =
      isQuoteLike(line) && at === 0 ? `a 9th quote, ${show(line.text)},` : show(line.text);
    if (line.text !== heading)
      refuseLine(line.number, found, `${show(heading)} or the end of the page`);
    reader.take(heading);
  }
  const more = reader.ahead(0);
  if (more) refuseLine(more.number, show(more.text), 'the end of the page');
}

function refuseOtherTitle(title: Line, first: SideLines, second: SideLines): void {
  const expected = titleOf(first.name, second.name);
  if (withoutControls(title.text) === withoutControls(expected)) return;
  let same = 0;
  while (title.text[same] === expected[same]) same++;
  refuseLine(
    title.number,
    `the title ${show(title.text)}`,
    `${show(expected)} (the names on lines ${first.name.number} and ${second.name.number}; ` +
      `they differ at character ${same + 1})`,
  );
}

function refuseSameTool(first: SideLines, second: SideLines): void {
  if (first.name.text !== second.name.text || first.tagline.text !== second.tagline.text) return;
  const found = `${show(first.name.text)} with the same tagline a second time`;
  refuseLine(second.name.number, found, 'another tool');
}

/** Whether such a control may stay depends on the line, and a name is in two. */
function withoutControls(text: string): string {
  return text.replace(/\p{Bidi_Control}/gu, '');
}

function titleOf(first: Line, second: Line): string {
  return `${first.text} vs ${second.text}`;
}
