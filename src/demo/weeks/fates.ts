import type { Dice } from '../../local/dice';
import {
  describeEvent,
  type EventParts,
  signAsSvix,
} from '../../local/resend/events/provider-events';
import { MINUTE_MS, SECOND_MS } from '../../platform/durations';

import type { HttpClient } from './http-client';
import type { BoxedMail } from './mailbox';
import { runConcurrently } from './run-concurrently';

/** What becomes of an accepted mail. */
type Fate = 'delivered' | 'hard bounce' | 'soft bounce' | 'complaint';

const SHARES: [Fate, number][] = [
  ['hard bounce', 0.006],
  ['soft bounce', 0.008],
  ['complaint', 0.001],
];

/** At least one mail has each of the rarer fates. */
export function drawFates(mails: BoxedMail[], dice: Dice): Map<BoxedMail, Fate> {
  const fates = new Map<BoxedMail, Fate>(mails.map((mail) => [mail, 'delivered']));
  let left = mails;
  for (const [fate, share] of SHARES) {
    const drawn = dice.some(left, Math.ceil(share * mails.length));
    for (const mail of drawn) fates.set(mail, fate);
    left = left.filter((mail) => !drawn.includes(mail));
  }
  return fates;
}

interface Posting {
  fates: Map<BoxedMail, Fate>;
  client: HttpClient;
  webhookSecret: string;
  sentAt: Date;
  dice: Dice;
}

/** Signed events, each at its own time. */
export async function postFates({ fates, client, webhookSecret, sentAt, dice }: Posting) {
  const events = [...fates].flatMap(([mail, fate]) =>
    toEvents(mail, fate, { sentAtMs: sentAt.getTime(), dice }),
  );
  await runConcurrently(events, async (event) => {
    const body = JSON.stringify(event);
    const at = new Date(event.created_at);
    const id = `msg_${event.data.email_id}_${event.type}`;
    const headers = {
      ...signAsSvix(body, { secret: webhookSecret, id, at }),
      'content-type': 'application/json',
    };
    const posted = { method: 'POST', path: '/webhooks/resend', headers, body } as const;
    const { status } = await client.send(posted, at);
    if (status !== 200) throw new Error(`an event was answered with ${status}`);
  });
}

interface Chance {
  sentAtMs: number;
  dice: Dice;
}

function toEvents({ id, to, tags }: BoxedMail, fate: Fate, { sentAtMs, dice }: Chance) {
  const mail = {
    email_id: id,
    to: to[0]!,
    installation: tags.get('installation')!,
    issue: Number(tags.get('issue')),
    delivery: Number(tags.get('delivery')),
  };
  const at = new Date(sentAtMs + dice.between(2, 90) * SECOND_MS);
  const tell = (type: string, parts: Partial<EventParts> = {}) =>
    describeEvent(mail, type, { at, ...parts });
  if (fate === 'hard bounce') return [tell('email.bounced', { bounce: { type: 'Permanent' } })];
  if (fate === 'soft bounce') return [tell('email.bounced', { bounce: { type: 'Transient' } })];
  const delivered = tell('email.delivered');
  if (fate === 'delivered') return [delivered];
  const complainedAt = new Date(at.getTime() + dice.between(1, 40) * MINUTE_MS);
  return [delivered, tell('email.complained', { at: complainedAt })];
}
