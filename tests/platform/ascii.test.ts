import { describe, expect, it } from 'vitest';
import {
  toAsciiAddress,
  toAsciiHost,
  toAsciiSender,
  toAsciiUrl,
} from '../../src/platform/text/ascii';

it.each([
  ['bücher.example', 'xn--bcher-kva.example'],
  ['BÜCHER.example', 'xn--bcher-kva.example'],
  ['u\u0308ber.example', 'xn--ber-goa.example'],
  ['пример.example', 'xn--e1afmkfd.example'],
  ['Verdicts.Example', 'verdicts.example'],
  ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
])('the host %s leaves as %s', (host, ascii) => {
  expect(toAsciiHost(host)).toBe(ascii);
});

it.each(['', 'exa mple.com', 'a/b', 'a:1', 'ex%41mple.com', 'a@b', `${'ü'.repeat(300)}.example`])(
  'something that is not a host, such as "%s", has no ASCII form',
  (host) => {
    expect(toAsciiHost(host)).toBeNull();
  },
);

it.each([
  ['Ada.Byron+news@Bücher.example', 'Ada.Byron+news@xn--bcher-kva.example'],
  ['ada@example.com', 'ada@example.com'],
  ['märta@example.com', null],
  ['\u212aate@example.com', null],
  ['ada@localhost', null],
  ['ada@bücher', null],
  ['ada bela@example.com', null],
  ['@example.com', null],
  ['ada', null],
])('the address %s leaves as %s', (address, ascii) => {
  expect(toAsciiAddress(address)).toBe(ascii);
});

describe('a sender', () => {
  it.each([
    ['issues@bücher.example', 'issues@xn--bcher-kva.example'],
    ['<issues@bücher.example>', 'issues@xn--bcher-kva.example'],
    ['Büchers Urteile <issues@bücher.example>', 'Büchers Urteile <issues@xn--bcher-kva.example>'],
    ['A.I. Verdicts <issues@example.com>', 'A.I. Verdicts <issues@example.com>'],
    ['Verdicts<issues@example.com>', 'Verdicts <issues@example.com>'],
    ['Verdicts, weekly <issues@example.com>', '"Verdicts, weekly" <issues@example.com>'],
    ['"Verdicts, weekly" <issues@example.com>', '"Verdicts, weekly" <issues@example.com>'],
    ['"Plain" <issues@example.com>', 'Plain <issues@example.com>'],
    ['x@y.example <issues@example.com>', '"x@y.example" <issues@example.com>'],
    ['Cafe\u0301\u00a0Verdicts\u200b <issues@example.com>', 'Café Verdicts <issues@example.com>'],
    ['"\u00adVerdicts\u2060" <issues@example.com>', 'Verdicts <issues@example.com>'],
    ['\u200b <issues@example.com>', 'issues@example.com'],
  ])('%s has its address in ASCII and its name in its own letters', (text, sender) => {
    expect(toAsciiSender(text)).toBe(sender);
    expect(toAsciiSender(sender)).toBe(sender);
  });

  it.each([
    'Verdicts issues@example.com',
    'Verdicts <issues@example.com',
    'issues@example.com>',
    'Verdicts <märta@example.com>',
    'Verdicts <issues@example.com> <b@example.com>',
    'Ver"dicts <issues@example.com>',
    'Verdicts\r\nBcc: b@example.com <issues@example.com>',
    'stcidreV\u202e <issues@example.com>',
    'issues@example.com, b@example.com',
    'Verdicts',
    '',
  ])('that Resend could not read, or would read as two, is none: %s', (text) => {
    expect(toAsciiSender(text)).toBeNull();
  });
});

it('a URL has its host in ASCII and everything else percent-encoded; anything else stays as it is', () => {
  expect(toAsciiUrl('https://Bücher.example/é?ü#ö')).toBe(
    'https://xn--bcher-kva.example/%C3%A9?%C3%BC#%C3%B6',
  );
  expect(toAsciiUrl('local')).toBe('local');
});
