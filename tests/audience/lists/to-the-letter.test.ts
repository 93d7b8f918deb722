import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ListRecord, readRecords } from '../../../src/audience/lists/records';
import { openListFixture } from '../../helpers/fixtures/list-fixture';
import { readFingerprints } from '../../helpers/table-counts';

const { db, take, states } = await openListFixture();

const bytes = (...parts: (string | number[])[]) =>
  (async function* () {
    for (const part of parts)
      yield typeof part === 'string' ? Buffer.from(part) : Buffer.from(part);
  })();

async function read(source: string | AsyncIterable<Uint8Array>, delimiter = ',') {
  const begin = (text: string) => ({ delimiter, columns: text.split(delimiter).length });
  const found: ListRecord[] = [];
  for await (const records of readRecords(source, begin)) found.push(...records);
  return found;
}

describe('a file that cannot be read to the letter is refused whole, at its line', () => {
  const good = 'email,note,opens\na@example.com,fine,yes\n';
  it.each([
    [
      'a quotation mark that opens by mistake',
      `${good}b@example.com,"open,yes\nc@example.com,"x",no\n`,
      3,
    ],
    ['one that is never closed', `${good}b@example.com,"open,yes\nc@example.com,x,no\n`, 3],
    ['one inside a plain cell', `${good}b@example.com,5" disk,yes\n`, 3],
    ['text behind a closing one', `${good}b@example.com,"x"y,yes\n`, 3],
    ['a cell too few', `${good}\n\nb@example.com,yes\n`, 5],
    ['a cell too many', `${good}b@example.com,"two\nlines",yes\nc@example.com,x,yes,\n`, 5],
    ['a column named twice', 'email,opens,Opens\na@example.com,yes,no\n', 1],
    ['two columns for the address', 'email,Email Address\na@example.com,b@example.com\n', 1],
    ['a column without a name', 'email,,opens\na@example.com,x,yes\n', 1],
    ['no column for the address', 'name;opens\nAda;yes\n', 1],
    ['a delimiter that could be two', 'email,opens;email,state\na,b;c,d\n', 1],
    ['a character that is no text', `${good}b@example.com,\u0000,yes\n`, 3],
  ])('%s', async (_, csv, line) => {
    const before = await readFingerprints(db);
    await expect(take(csv)).rejects.toThrow(
      new RegExp(`^Line ${line}: .*Nothing was imported\\.$`),
    );
    expect(await readFingerprints(db)).toEqual(before);
  });

  it('a byte that is not UTF-8, wherever the chunks end', async () => {
    const latin = [
      ...Buffer.from('email,name\na@example.com,x\r\nb@example.com,J'),
      0xf6,
      0x72,
      0x67,
    ];
    await expect(read(bytes(latin))).rejects.toThrow('Line 3: it is not in UTF-8');
    await expect(read(bytes(latin.slice(0, 30), latin.slice(30)))).rejects.toThrow('Line 3:');
    await expect(read(bytes([0xff, 0xfe, 0x65, 0x00]))).rejects.toThrow('UTF-16');
    const unmarked = [...Buffer.from('email\n', 'utf16le')];
    await expect(read(bytes(unmarked))).rejects.toThrow('UTF-16');
  });

  it('a cell that swallows the rest of the file ends at 64,000 characters, not at its memory', async () => {
    let pieces = 0;
    const endless = (async function* () {
      yield Buffer.from('email,note\na@example.com,"');
      for (; pieces < 10_000; pieces += 1) yield Buffer.from(`${'x'.repeat(100)}\n`.repeat(100));
    })();
    await expect(read(endless)).rejects.toThrow(
      'Line 2: the quotation mark that opens a cell here',
    );
    expect(pieces).toBeLessThan(20);
  });

  it('an empty file, and one without a row', async () => {
    for (const csv of ['', '\n\n', 'email\n', '\ufeffemail,opens\r\n\r\n'])
      await expect(take(csv)).rejects.toThrow('no rows below its first line');
  });
});

describe('a file that can be read', () => {
  it.each([
    ['commas', 'email,opens\r\nann.comma@example.com,yes\r\nbob.comma@example.com,no\r\n'],
    ['semicolons', 'email;opens\r\nann.semi@example.com;yes\r\nbob.semi@example.com;no\r\n'],
    ['tabs', 'opens\temail\nyes\tann.tab@example.com\nno\tbob.tab@example.com\n'],
    ['a mark that says UTF-8', '\ufeffemail\nann.bom@example.com\nbob.bom@example.com'],
    ['mixed line ends', 'email,opens\rann.mix@example.com,yes\r\nbob.mix@example.com,no\n\r'],
  ])('may have %s', async (_, csv) => {
    expect(await take(csv)).toMatchObject({ rows: 2, added: 2, refused: [] });
  });

  it('accounts for every row, each by the physical line on which it begins', async () => {
    const csv = [
      'email,note,opens',
      '',
      'one@example.com,"three',
      'lines, ""quoted""',
      'and closed",yes',
      'nobody,x,yes',
      'two@example.com,"two\r\nlines",perhaps',
      'ONE@example.com,x,no',
      'three@example.com,x,no',
    ].join('\n');
    const { rows, added, known, suppressed, refused, left_out } = await take(csv);
    expect({ rows, added, known, suppressed, left_out }).toEqual({
      ...{ rows: 5, added: 2, known: 1, suppressed: 0, left_out: ['note'] },
    });
    expect(refused.map(({ line }) => line)).toEqual([6, 7]);
    expect(Object.keys(await states())).toEqual(
      expect.arrayContaining(['one@example.com', 'three@example.com']),
    );
  });

  it('is read as it was written, whatever its cells hold and wherever its chunks end', async () => {
    const cell = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 8 }),
      fc.constantFrom('"', '""', ',', ';', '\t', 'a\nb', ' x ', "'=1", ''),
    );
    const table = fc.integer({ min: 1, max: 4 }).chain((width) =>
      fc.array(fc.array(cell, { minLength: width, maxLength: width }), {
        minLength: 1,
        maxLength: 8,
      }),
    );
    const clean = (text: string) => text.replace(/\r\n?/g, '\n').replaceAll('\0', '');
    await fc.assert(
      fc.asyncProperty(
        table,
        fc.constantFrom(',', ';', '\t'),
        fc.integer({ min: 1, max: 9 }),
        async (given, delimiter, size) => {
          const rows = given.map((row) => row.map(clean));
          const header = rows[0]!.map((_, nth) => `c${nth}`);
          const text = stringify([header, ...rows], {
            delimiter,
            quoted: true,
            quoted_empty: true,
          });
          const whole = Buffer.from(text);
          const pieces = (async function* () {
            for (let at = 0; at < whole.length; at += size) yield whole.subarray(at, at + size);
          })();
          const records = await read(pieces, delimiter);
          expect(records.map(({ cells }) => cells)).toEqual(rows);
        },
      ),
      { numRuns: 150 },
    );
  });
});
