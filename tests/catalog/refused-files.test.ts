import { describe, expect, it } from 'vitest';
import { pageBytes, pageText } from '../helpers/fixtures/page';
import { faultOf, faultOfParts } from '../helpers/fixtures/parse';

describe('a file that is no page at all', () => {
  it('is refused when it is empty', () => {
    expect(faultOf('').line).toBe(1);
    expect(faultOf('').reason).toBe(
      'The file is empty where “AI tool comparison” was expected on its first line.',
    );
  });

  it('is refused when it holds nothing but blank lines', () => {
    expect(faultOf('\ufeff\r\n \n\n').reason).toBe(
      'The file holds nothing but blank lines where “AI tool comparison” was expected on its first line.',
    );
  });

  it('is refused from one byte over 1 MB on, and read up to there', () => {
    const page = pageBytes();
    const padded = (size: number) => {
      const bytes = new Uint8Array(size).fill(0x0a);
      bytes.set(page);
      return bytes;
    };
    expect(() => faultOf(padded(1_048_576))).toThrow('the page was taken');
    expect(faultOf(padded(1_048_577))).toMatchObject({
      line: null,
      reason:
        'The file is 1,048,577 bytes long where a page of at most 1 MB (1,048,576 bytes) was expected.',
    });
  });

  it('is refused when it is binary, with the line of the first NUL byte', () => {
    const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d);
    expect(faultOf(png).line).toBe(3);
    expect(faultOf(png).reason).toBe(
      'Line 3: found a NUL byte, as in a binary file or in UTF-16, where a page of plain text in UTF-8 was expected.',
    );
  });

  it('is refused when it is UTF-16', () => {
    expect(faultOf(new Uint8Array(Buffer.from(`\ufeff${pageText()}`, 'utf16le'))).line).toBe(1);
  });

  it('is refused when a line is not UTF-8, with the number of that line', () => {
    const latin1 = Buffer.from(
      pageText({ first: { description: 'Café' } }).replace(/[“”—]/g, '"'),
      'latin1',
    );
    expect(faultOf(latin1).line).toBe(13);
    expect(faultOf(latin1).reason).toBe(
      'Line 13: found bytes that are not UTF-8 where text in UTF-8 was expected.',
    );
  });

  it('is refused when its last line breaks off in the middle of a character', () => {
    const bytes = pageBytes({ end: ['—'] });
    expect(faultOf(bytes.subarray(0, -2)).line).toBe(33);
  });

  it.each([
    ['U+0007', '\u0007'],
    ['U+001B', '\u001b'],
    ['U+007F', '\u007f'],
    ['U+0085', '\u0085'],
    ['U+000D', 'a\rb'],
    ['U+000C', '\n\f'],
  ])('is refused when it holds the control character %s', (code, text) => {
    const { reason } = faultOfParts({ second: { tagline: `Odd ${text} text` } });
    expect(reason).toMatch(/^Line 1[67]: found the control character /);
    expect(reason).toContain(`${code}, as in a binary file, where plain text was expected.`);
  });
});

describe('line numbers', () => {
  it('are those of the file, blank lines counted', () => {
    const text = pageText({ first: { panel: 'most' } }).replaceAll('\n', '\r\n\r\n');
    expect(faultOf(`\ufeff\n${text}`)).toMatchObject({ line: 14 });
  });
});
