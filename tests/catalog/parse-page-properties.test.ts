import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PageFault, type ParsedPage } from '../../src/catalog/pages/page';
import { parsePage } from '../../src/catalog/pages/parse-page';
import { cleanLine } from '../../src/platform/text/clean-text';
import { pageBytes, pageLines, pageText } from '../helpers/fixtures/page';
import { cpuMsOf } from '../helpers/processes/cpu-time';
import { runs } from '../helpers/runs';

const SLOWEST_PARSE_MS = 5_000;

const damages = fc.array(
  fc.tuple(fc.nat(40), fc.nat(40), fc.constantFrom('drop', 'double', 'move', 'cut')),
  { minLength: 1, maxLength: 4 },
);

/** Clean text for one line: any Unicode, markup and marks too. */
const line = (maxLength: number) =>
  fc
    .oneof(
      fc.string({ unit: 'binary', maxLength }),
      fc.string({ unit: 'grapheme', maxLength }),
      fc.constantFrom(
        '</td>',
        '$&',
        '{{slot}}',
        '“”',
        '"',
        ' vs ',
        '\ufeff',
        '\u202e',
        '🏳️‍🌈',
        '—',
        '100%',
      ),
    )
    .map((text) => cleanLine(text.replace(/\p{Cc}/gu, '')))
    .map((read) => ('text' in read ? read.text : ''))
    .filter((text) => text !== '' && text.length <= maxLength);
const percentage = fc.integer({ min: 0, max: 100 });
const side = fc.record({
  name: line(200),
  tagline: line(500),
  category: line(100),
  entry_price: line(100),
  description: line(2_000),
  panel_ship: percentage,
  printed_community: fc.option(percentage),
  quotes: fc.tuple(line(2_000), line(2_000), line(2_000), line(2_000)),
});
const page: fc.Arbitrary<ParsedPage> = fc
  .tuple(side, side)
  .filter(([first, second]) => first.name !== second.name || first.tagline !== second.tagline)
  .map((sides) => ({ sides }));

it('takes every page that keeps the rules and gives back each text to the letter', () => {
  fc.assert(
    fc.property(
      page,
      fc.constantFrom('\n', '\r\n', ' \n\n'),
      fc.boolean(),
      (wanted, end, isStraight) => {
        const text = write(wanted, isStraight ? ['"', '"'] : ['“', '”']).join(end);
        expect(parsePage(new TextEncoder().encode(text))).toEqual(wanted);
      },
    ),
    { numRuns: runs(100) },
  );
});

it('answers any bytes with a page or a PageFault, soon', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 4_096 }), (bytes) => void answersSoon(bytes)),
    { numRuns: runs(100) },
  );
});

it('answers any text with a page or a PageFault, soon', () => {
  const text = fc.string({ unit: 'binary', maxLength: 2_000 });
  fc.assert(
    fc.property(text, (any) => void answersSoon(new TextEncoder().encode(any))),
    { numRuns: runs(100) },
  );
});

it('answers a page whose lines were dropped, doubled, moved or cut with a page or a PageFault', () => {
  fc.assert(
    fc.property(damages, (changes) => void answersSoon(encode(damage(pageLines(), changes)))),
    {
      numRuns: runs(200),
    },
  );
});

it('answers a page with any byte changed with a page or a PageFault', () => {
  const bytes = pageBytes();
  const change = fc.tuple(fc.nat(bytes.length - 1), fc.nat(255));
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
      const changed = Uint8Array.from(bytes);
      for (const [at, byte] of changes) changed[at] = byte;
      answersSoon(changed);
    }),
    { numRuns: runs(200) },
  );
});

it('names a line of the file in every fault and says it in one sentence', () => {
  fc.assert(
    fc.property(damages, (changes) => {
      const lines = damage(pageLines(), changes);
      const fault = answersSoon(encode(lines));
      if (!(fault instanceof PageFault)) return;
      expect(fault.line).toBeGreaterThanOrEqual(1);
      expect(fault.line).toBeLessThanOrEqual(lines.length);
      expect(fault.reason).toMatch(/^(?:Line \d+: found|The file) .+ where .+ was expected/s);
      expect(fault.reason).not.toContain('\n');
    }),
    { numRuns: runs(100) },
  );
});

it.each([
  [
    'a megabyte of spaces inside a line',
    pageText().replace('Lantern', `Lantern${' '.repeat(1_000_000)}x`),
  ],
  ['a megabyte of newlines', '\n'.repeat(1_048_576)],
  ['a megabyte of opening marks', '“'.repeat(349_000)],
  ['a megabyte of one line', `AI tool comparison\n${'x'.repeat(1_000_000)}`],
  ['a megabyte of headings', 'Panel ship\n'.repeat(95_000)],
  [
    'a megabyte of headings behind a first tool',
    `${pageLines().slice(0, 13).join('\n')}\n${'Panel ship\n'.repeat(90_000)}`,
  ],
])('does not hang on %s', (_, text) => {
  expect(answersSoon(new TextEncoder().encode(text))).toBeInstanceOf(PageFault);
});

function answersSoon(bytes: Uint8Array): ParsedPage | PageFault {
  let answer: ParsedPage | PageFault | undefined;
  const ms = cpuMsOf(() => {
    answer = parseOrRefuse(bytes);
  });
  expect(ms).toBeLessThan(SLOWEST_PARSE_MS);
  return answer!;
}

function parseOrRefuse(bytes: Uint8Array): ParsedPage | PageFault {
  try {
    return parsePage(bytes);
  } catch (error) {
    if (!(error instanceof PageFault)) throw error;
    return error;
  }
}

function write({ sides }: ParsedPage, [open, close]: [string, string]): string[] {
  const [first, second] = sides.map((one) => ({
    ...one,
    panel: `${one.panel_ship}%`,
    community: one.printed_community === null ? '—' : `${one.printed_community}%`,
    price: one.entry_price,
  }));
  const quotes = [0, 1, 2, 3].flatMap((seat) =>
    sides.map((one) => `${open}${one.quotes[seat]}${close}`),
  );
  return pageLines({ first, second, quotes });
}

function damage(lines: string[], changes: [number, number, string][]): string[] {
  return changes.reduce((left, [at, to, how]) => {
    const line = left[at] ?? '';
    if (how === 'drop') return left.toSpliced(at, 1);
    if (how === 'double') return left.toSpliced(to, 0, line);
    if (how === 'move') return left.toSpliced(at, 1).toSpliced(to, 0, line);
    return left.with(Math.min(at, left.length - 1), line.slice(0, to));
  }, lines);
}

function encode(lines: string[]): Uint8Array {
  return new TextEncoder().encode(lines.join('\n'));
}
