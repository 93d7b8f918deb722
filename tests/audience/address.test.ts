import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAddress, toMailable } from '../../src/audience/address';
import { maskAddress } from '../../src/audience/mask';

const isRefused = (text: string) => typeof readAddress(text) === 'string';

describe('an address', () => {
  it.each([
    ['a line break', 'ada@example.com\r\nBcc: bela@example.com'],
    ['a line feed in the domain', 'ada@example\n.com'],
    ['a carriage return before the @', 'a\rda@example.com'],
    ['a tab', 'a\tda@example.com'],
    ['a comma, so that it is two', 'ada@example.com,bela@example.com'],
    ['a semicolon', 'ada@example.com;bela@example.com'],
    ['angle brackets and a name', 'Ada <ada@example.com>'],
    ['round brackets', 'ada(comment)@example.com'],
    ['square brackets', 'ada@[192.0.2.1]'],
    ['quotes', '"ada"@example.com'],
    ['a backslash', 'a\\da@example.com'],
    ['a space', 'ada bela@example.com'],
    ['a zero byte', 'ada\u0000@example.com'],
    ['a delete character', 'ada\u007f@example.com'],
    ['a right-to-left override', 'a\u202eda@example.com'],
    ['a right-to-left mark in the domain', 'ada@exam\u200fple.com'],
    ['a bidi isolate in the domain', 'ada@exam\u2067ple.com'],
    ['half a character', 'a\ud83dda@example.com'],
    ['what is no character', 'ada@exam\uffffple.com'],
    ['a no-break space inside', 'ada\u00a0bela@example.com'],
    ['letters before the @ that ASCII does not have', 'märta@example.com'],
    ['two @', 'ada@bela@example.com'],
    ['a dot at its edge', '.ada@example.com'],
    ['two dots in a row', 'a..da@example.com'],
    ['a domain without a dot', 'ada@localhost'],
    ['a number for a domain', 'ada@192.0.2.1'],
    ['a number for a domain, in another script', 'ada@１２７.0.0.1'],
    ['a dot behind its domain', 'ada@example.com.'],
    ['a dot of another script in its domain', 'ada@example。com'],
    ['a line break behind it', 'ada@example.com\n'],
    ['a carriage return before it', '\rada@example.com'],
    ['a left-to-right mark behind it', 'ada@example.com\u200e'],
    ['a letter before the @ that only lower case makes ASCII', '\u212aate@example.com'],
    ['65 characters before the @', `${'a'.repeat(65)}@example.com`],
    ['a path or a port behind its domain', 'ada@example.com:25'],
    [
      '255 characters',
      `${'a'.repeat(64)}@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.example`,
    ],
    ['nothing', '   '],
  ])('with %s is refused in words', (_, text) => {
    expect(readAddress(text)).toEqual(expect.stringMatching(/[a-z]/));
  });

  it.each([
    ['a zero-width space', 'ada\u200b@example.com'],
    ['a byte-order mark before it', '\ufeffada@example.com'],
    ['a word joiner behind it and a no-break space', ' ada@example.com\u2060\u00a0'],
    ['joiners and a soft hyphen in its domain', 'ada@ex\u200dam\u200cp\u00adle.com'],
  ])('pasted with %s is that address without', (_, text) => {
    const address = { email: 'ada@example.com', email_key: 'ada@example.com' };
    expect(readAddress(text)).toEqual(address);
  });

  it('keeps the joiner in a Persian domain', () => {
    expect(readAddress('ada@نامه‌ای.example')).toMatchObject({
      email: 'ada@نامه‌ای.example',
      email_key: `ada@${new URL('http://نامه‌ای.example').hostname}`,
    });
  });

  it.each([
    ['U+202E', 'a\u202eda@example.com'],
    ['U+200E', 'ada@example.com\u200e'],
    ['U+0000', 'ada\u0000@example.com'],
    ['U+FFFF', 'ada@exam\uffffple.com'],
    ['“ä” (U+00E4)', 'märta@example.com'],
    ['“\u212a” (U+212A)', '\u212aate@example.com'],
  ])('is refused for %s, and says so', (name, text) => {
    expect(readAddress(text)).toContain(name);
  });

  it('of 254 characters is accepted, and of 255 is not', () => {
    const domain = `${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(57)}.com`;
    const address = `${'a'.repeat(64)}@${domain}`;
    expect(address).toHaveLength(254);
    expect(isRefused(address)).toBe(false);
    expect(isRefused(address.replace('d.com', 'dd.com'))).toBe(true);
  });

  it('is as long as its domain is in ASCII: what is short as typed may be too long', () => {
    const typed = (labels: number) => `ada@${'ü'.repeat(20)}.${'bücherei.'.repeat(labels)}example`;
    expect(typed(20).length).toBeLessThan(254);
    expect(readAddress(typed(20))).toBe('the address is longer than 254 characters');
    expect(isRefused(typed(10))).toBe(false);
  });

  it('keeps its dots and plus tag, and is compared in lower case with its domain in ASCII', () => {
    expect(readAddress(' A.da+News@Bücher.Example ')).toEqual({
      email: 'A.da+News@Bücher.Example',
      email_key: 'a.da+news@xn--bcher-kva.example',
    });
  });

  it('whatever is typed, never contains anything that could break a header', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (junk) => {
        const read = readAddress(`${junk}@example.com`);
        if (typeof read === 'string') return;
        expect(toMailable(read)).toMatch(/^[\x21-\x7e]+$/);
        expect(toMailable(read)).not.toMatch(/[\r\n,;<>()[\]"\\:\s]/);
      }),
    );
  });

  it('is masked to its first character and its domain', () => {
    expect(maskAddress('ada.lovelace@example.com')).toBe('a•••@example.com');
    expect(maskAddress('x@example.com')).toBe('x•••@example.com');
  });
});
