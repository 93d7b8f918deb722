import { describeEvent, signAsSvix } from '../../src/local/resend/events/provider-events';
import type { Purpose } from '../../src/platform/signer';
import type { IntakeFixture, SentDelivery } from './fixture';

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) ' +
  'Chrome/142.0.0.0 Safari/537.36';
const BROWSER = [
  `User-Agent: ${CHROME}`,
  'Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8',
  'Accept-Language: en-GB,en;q=0.9',
  'Sec-Fetch-Dest: document',
  'Sec-Fetch-Mode: navigate',
  'Sec-Fetch-Site: none',
  'Sec-Fetch-User: ?1',
];
const IMAGE_PROXY = [
  'User-Agent: Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)',
  'Accept: image/avif,image/webp,image/apng,*/*;q=0.8',
];

/** Of a hundred events; all others say that a mail was delivered. */
const OTHERS: [type: string, count: number, bounce?: { type: string; subType: string }][] = [
  ['email.sent', 14],
  ['email.delivery_delayed', 2],
  ['email.bounced', 2, { type: 'Transient', subType: 'MailboxFull' }],
  ['email.bounced', 1, { type: 'Permanent', subType: 'General' }],
  ['email.complained', 1],
];
const MIX = OTHERS.flatMap(([type, count, bounce]) =>
  Array.from({ length: count }, () => ({ type, bounce })),
);

/** Well-signed events, one per delivery. The signature is valid for five minutes. */
export function makeWebhooks(fixture: IntakeFixture, deliveries: SentDelivery[]): string[] {
  const { secret, installation } = fixture;
  const at = new Date();
  return deliveries.map(({ id, email, resend_id }, nth) => {
    // 37 and 100 have no common divisor, so the types are mixed.
    const { type, bounce } = MIX[(nth * 37) % 100] ?? { type: 'email.delivered' };
    const mail = { email_id: resend_id, to: email, installation, issue: 1, delivery: id };
    const body = JSON.stringify(describeEvent(mail, type, bounce ? { at, bounce } : { at }));
    const headers = signAsSvix(body, { secret, id: `msg_${crypto.randomUUID()}`, at });
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
    const length = `Content-Length: ${Buffer.byteLength(body)}`;
    return write(
      'POST /webhooks/resend',
      ['Content-Type: application/json', length, ...lines],
      body,
    );
  });
}

export function makePixels(fixture: IntakeFixture, deliveries: SentDelivery[]): string[] {
  return deliveries.map(({ id }) => write(`GET /o/${sign(fixture, 'o', id)}`, IMAGE_PROXY));
}

export function makeClicks(fixture: IntakeFixture, deliveries: SentDelivery[]): string[] {
  const { clickNumbers } = fixture;
  return deliveries.map(({ id }, nth) => {
    const n = clickNumbers[nth % clickNumbers.length]!;
    return write(`GET /c/${sign(fixture, 'c', id)}/${n}`, BROWSER);
  });
}

function sign({ signer }: IntakeFixture, purpose: Purpose, id: number): string {
  return signer.sign(purpose, id);
}

function write(what: string, headers: string[], body = ''): string {
  return [`${what} HTTP/1.1`, 'Host: 127.0.0.1', ...headers, '', body].join('\r\n');
}
