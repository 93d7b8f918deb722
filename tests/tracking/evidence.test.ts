import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTrustworthyOrigin } from '../../src/platform/network/trustworthy-origin';
import { isPlainHttp, networkOf, readEvidence } from '../../src/tracking/evidence';

describe('what is kept of a request', () => {
  it.each([
    ['198.51.100.77', '198.51.100.0/24'],
    ['::ffff:198.51.100.77', '198.51.100.0/24'],
    ['2001:db8:12:3456::7', '2001:db8:12::/48'],
    ['2001:0db8:0012:3456:1:2:3:4', '2001:db8:12::/48'],
    ['::1', '0:0:0::/48'],
    ['fe80::1%eth0', 'fe80:0:0::/48'],
    ['nonsense', null],
    ['1:2:3', null],
  ])('of the address %s is only the network %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });

  it('is never a full IPv4 address', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        expect(networkOf(address)).toMatch(/\.0\/24$/);
      }),
    );
  });

  it('are the headers that tell people from programs, without control characters and shortened', () => {
    const headers = new Headers({
      'User-Agent': 'x'.repeat(1_000),
      'Sec-Purpose': 'prefetch',
      Cookie: 'secret=1',
      Referer: 'https://mail.example.com/inbox/ada',
      Authorization: 'Bearer secret',
    });
    const evidence = readEvidence(
      { method: 'GET', headers },
      { address: null, isTrustworthy: true },
    );
    expect(evidence).toMatchObject({
      method: 'GET',
      network: null,
      headers: { 'sec-purpose': 'prefetch' },
    });
    expect(isPlainHttp(evidence)).toBe(false);
    expect(evidence.user_agent).toHaveLength(300);
    expect(JSON.stringify(evidence)).not.toContain('secret');
    expect(JSON.stringify(evidence)).not.toContain('inbox');
  });

  it('says so if the page is on plain http, and no header can claim that', () => {
    const headers = new Headers({ scheme: 'http' });
    const asked = { address: null, isTrustworthy: false };
    expect(isPlainHttp(readEvidence({ method: 'GET', headers }, asked))).toBe(true);
    expect(
      isPlainHttp(readEvidence({ method: 'GET', headers }, { ...asked, isTrustworthy: true })),
    ).toBe(false);
    expect(() => new Headers({ ':scheme': 'http' })).toThrow();
  });

  it.each([
    ['https://verdicts.example.com', true],
    ['http://localhost:3000', true],
    ['http://127.0.0.1:3000', true],
    ['http://[::1]:3000', true],
    ['http://demo.localhost', true],
    ['http://verdicts.example.com', false],
    ['http://192.168.1.5:3000', false],
    ['http://localhost.example.com', false],
    ['http://127.0.0.1.example.com', false],
  ])('comes from %s: trusted by browsers %s', (url, isTrusted) => {
    expect(isTrustworthyOrigin(url)).toBe(isTrusted);
  });
});
