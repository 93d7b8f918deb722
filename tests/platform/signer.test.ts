import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Signer, TOKEN_CHARACTERS } from '../../src/platform/signer';

const key = (id: number) => ({ id, secret: Buffer.alloc(32, id) });
const signer = new Signer({ installationId: 'here', keys: [key(1), key(2)] });

describe('a token', () => {
  it('is 42 characters of lower-case base32 that name purpose and id', () => {
    const token = signer.sign('v', 12_345);
    expect(token).toMatch(/^[a-z2-7]{42}$/);
    expect(TOKEN_CHARACTERS).toBe(42);
    expect(signer.read('v', token)).toBe(12_345);
  });

  it('comes back for every id that a delivery can have', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (id) => {
        expect(signer.read('c', signer.sign('c', id))).toBe(id);
      }),
    );
  });

  it('of one purpose is invalid for another', () => {
    const token = signer.sign('u', 7);
    for (const purpose of ['o', 'c', 'v'] as const) expect(signer.read(purpose, token)).toBeNull();
  });

  it('survives a filter that turns it into upper case', () => {
    expect(signer.read('v', signer.sign('v', 7).toUpperCase())).toBe(7);
  });

  it('is refused when any one character is changed, spare bits included', () => {
    const token = signer.sign('v', 7);
    for (let at = 0; at < token.length; at += 1) {
      for (const character of 'abcdefghijklmnopqrstuvwxyz234567') {
        if (character === token[at]) continue;
        const forged = token.slice(0, at) + character + token.slice(at + 1);
        expect(signer.read('v', forged), forged).toBeNull();
      }
    }
  });

  it('is refused when it is cut short, lengthened or made of anything else', () => {
    const token = signer.sign('v', 7);
    for (const forged of [token.slice(0, -1), `${token}a`, '', '1'.repeat(42), 'é'.repeat(42)]) {
      expect(signer.read('v', forged)).toBeNull();
    }
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(signer.read('v', text)).toBeNull();
      }),
    );
  });

  it('has one spelling apart from its case: letters that become ASCII only by folding are refused', () => {
    const ids = Array.from({ length: 200 }, (_, id) => signer.sign('v', id));
    const foreign = { k: ['\u212a', '\uff4b'], s: ['\u017f', '\uff53'], i: ['\u0130', '\u0131'] };
    for (const [letter, others] of Object.entries(foreign)) {
      const token = ids.find((each) => each.includes(letter))!;
      for (const other of others) {
        expect(signer.read('v', token.replace(letter, other)), other).toBeNull();
      }
    }
  });

  it('of another installation is refused', () => {
    const elsewhere = new Signer({ installationId: 'there', keys: [key(1), key(2)] });
    expect(signer.read('v', elsewhere.sign('v', 7))).toBeNull();
  });

  it('is signed by the newest key, and every known key verifies', () => {
    const before = new Signer({ installationId: 'here', keys: [key(1)] });
    const old = before.sign('u', 7);
    expect(signer.newestKey).toBe(2);
    expect(signer.read('u', old)).toBe(7);
    expect(before.read('u', signer.sign('u', 7))).toBeNull();
  });

  it('of a key that was retired is refused', () => {
    const after = new Signer({ installationId: 'here', keys: [key(2)] });
    expect(after.read('v', signer.sign('v', 7, 1))).toBeNull();
    expect(() => after.sign('v', 7, 1)).toThrow('signing key 1 is not configured');
  });
});
