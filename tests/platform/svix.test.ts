import { randomBytes } from 'node:crypto';
import { Resend } from 'resend';
import { describe, expect, it } from 'vitest';
import { signAsSvix } from '../../src/local/resend/events/provider-events';
import { findSignatureFault, readSecret } from '../../src/platform/svix';

/** From Svix's documentation of manual verification. */
const documented = {
  secret: 'whsec_plJ3nmyCDGBKInavdOK15jsl',
  id: 'msg_loFOjxBNrRLzqYUf',
  timestamp: '1731705121',
  signature: 'v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=',
  body: Buffer.from('{"event_type":"ping","data":{"success":true}}'),
};
const signedAt = new Date(1_731_705_121_000);

function faultOf(changes: Partial<typeof documented> = {}, at = signedAt) {
  const { secret, ...signed } = { ...documented, ...changes };
  return findSignatureFault(signed, { key: readSecret(secret), at });
}

describe('a webhook’s signature', () => {
  it('is good in Svix’s documented example', () => {
    expect(faultOf()).toBeNull();
  });

  it('is good exactly where Resend’s own SDK says so', () => {
    const resend = new Resend('re_test');
    const secret = `whsec_${randomBytes(24).toString('base64')}`;
    const at = new Date();
    const body = '{"type":"email.sent","data":{"subject":"Über — “quoted”"}}';
    const good = signAsSvix(body, { secret, id: 'msg_1', at });
    const other = signAsSvix(`${body} `, { secret, id: 'msg_1', at });
    for (const [headers, isGood] of [
      [good, true],
      [other, false],
      [{ ...good, 'svix-id': 'msg_2' }, false],
      [{ ...good, 'svix-timestamp': String(Number(good['svix-timestamp']) + 1) }, false],
      [{ ...good, 'svix-signature': `${other['svix-signature']} ${good['svix-signature']}` }, true],
      [{ ...good, 'svix-signature': good['svix-signature'].replace('v1,', 'v2,') }, false],
    ] as const) {
      const [id, timestamp, signature] = [
        headers['svix-id'],
        headers['svix-timestamp'],
        headers['svix-signature'],
      ];
      const theirs = () =>
        resend.webhooks.verify({
          payload: body,
          headers: { id, timestamp, signature },
          webhookSecret: secret,
        });
      const ours = findSignatureFault(
        { id, timestamp, signature, body: Buffer.from(body) },
        { key: readSecret(secret), at },
      );
      if (isGood) expect(theirs).not.toThrow();
      else expect(theirs).toThrow();
      expect(ours === null, signature).toBe(isGood);
    }
  });

  it('is bad when one character of id, moment, body, secret or signature is another', () => {
    const bodies = Buffer.from(documented.body.toString().replace('true', 'trUe'));
    expect(faultOf({ id: 'msg_loFOjxBNrRLzqYUg' })).toBe('signature-bad');
    expect(faultOf({ timestamp: '1731705122' })).toBe('signature-bad');
    expect(faultOf({ body: bodies })).toBe('signature-bad');
    expect(faultOf({ secret: 'whsec_plJ3nmyCDGBKInavdOK15jsm' })).toBe('signature-bad');
    expect(faultOf({ signature: documented.signature.replace('rAv', 'rAw') })).toBe(
      'signature-bad',
    );
  });

  it('is found among several, whatever is next to it', () => {
    const { signature } = documented;
    const wrong = `v1,${Buffer.alloc(32).toString('base64')}`;
    expect(faultOf({ signature: `${wrong} ${signature}` })).toBeNull();
    expect(faultOf({ signature: `${signature} ${wrong}` })).toBeNull();
    expect(faultOf({ signature: `v1a,zzzz v1, ,,, ${signature}` })).toBeNull();
    expect(faultOf({ signature: `${wrong} ${wrong}` })).toBe('signature-bad');
    for (const odd of ['v1,', 'v1', 'rAvfW3dJ', 'v1,AAAA', `${signature}A`, `x${signature}`]) {
      expect(faultOf({ signature: odd }), odd).toBe('signature-bad');
    }
  });

  it('is stale when more than five minutes away, in the past or the future', () => {
    const later = (seconds: number) => new Date(signedAt.getTime() + seconds * 1000);
    expect(faultOf({}, later(300))).toBeNull();
    expect(faultOf({}, later(-300))).toBeNull();
    expect(faultOf({}, later(301))).toBe('stale');
    expect(faultOf({}, later(-301))).toBe('stale');
  });

  it('is not looked for where a header is missing or the moment is no number', () => {
    for (const missing of [{ id: '' }, { timestamp: '' }, { signature: '' }]) {
      expect(faultOf(missing)).toBe('headers-missing');
    }
    for (const timestamp of ['1.7e9', '-1731705121', 'now', '9'.repeat(40)]) {
      expect(faultOf({ timestamp })).toBe('headers-missing');
    }
  });

  it('is never good under a secret that anybody could know', () => {
    for (const secret of [
      '',
      'none',
      'whsec_',
      'whsec_AAAA',
      'whsec_*',
      documented.secret.slice(6),
    ]) {
      const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
      const forged = signAsSvix(documented.body, {
        secret: `whsec_${key.toString('base64')}`,
        id: documented.id,
        at: signedAt,
      });
      expect(faultOf({ secret, signature: forged['svix-signature'] })).toBe('secret-unusable');
    }
  });
});
