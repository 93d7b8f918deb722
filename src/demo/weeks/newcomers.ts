import type { Dice } from '../../local/dice';
import { MINUTE_MS } from '../../platform/durations';
import { desktops, phones } from '../simulator/sources';

import type { DemoService } from './demo-service';
import type { HttpClient, HttpResponse } from './http-client';
import { type BoxedMail, listNewestMails } from './mailbox';
import { inventAddress } from './readers';
import { runConcurrently } from './run-concurrently';

/** One in so many never looks for the mail; this share of the others says yes to open tracking. */
const FORGETFUL = 6;
const CONSENTING = 0.6;

interface Arrival extends DemoService {
  dice: Dice;
  /** Readers there are already. */
  known: number;
  count: number;
  /** When the first and the last of them sign up. */
  from: Date;
  to: Date;
}

interface Newcomer {
  email: string;
  source: { headers: Record<string, string>; address: string };
  at: Date;
  cookie: string;
  /** Whether they also say yes to opens. */
  opens: boolean;
}

/** They sign up on the site, find the mail, and confirm. Returns how many became readers. */
export async function welcomeNewcomers(arrival: Arrival): Promise<number> {
  const { background, mailboxUrl, client, deps } = arrival;
  const installation = deps.installation.id;
  const newcomers = invent(arrival);
  await runConcurrently(newcomers, (newcomer) => signUp(client, newcomer));
  await background.end();
  const mails = await listNewestMails({
    mailboxUrl,
    tags: { mail: 'confirm', installation },
  });
  const confirming = newcomers.filter((_, n) => (n + 1) % FORGETFUL !== 0);
  // In sequence, so that every run gives them the same places on the list.
  for (const newcomer of confirming) {
    const mail = mails.find(({ to }) => to[0] === newcomer.email);
    await confirm(client, newcomer, mail);
  }
  await background.end();
  return confirming.length;
}

function invent({ dice, known, count, from, to }: Arrival): Newcomer[] {
  const stepMs = (to.getTime() - from.getTime()) / Math.max(1, count - 1);
  return Array.from({ length: count }, (_, n) => ({
    email: inventAddress(known + n),
    source: { headers: dice.pick([...desktops, ...phones]).form, address: dice.address() },
    at: new Date(from.getTime() + n * stepMs),
    cookie: '',
    opens: dice.chance(CONSENTING),
  }));
}

async function signUp(client: HttpClient, newcomer: Newcomer): Promise<void> {
  const { email, source, at } = newcomer;
  const body = new URLSearchParams({ email }).toString();
  const response = await client.send({ method: 'POST', path: '/signup', body, ...source }, at);
  expectOk(response, 'a sign-up');
  newcomer.cookie = response.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
}

/** A few minutes later, in the browser that signed up. */
async function confirm(
  client: HttpClient,
  { email, source, at, cookie, opens }: Newcomer,
  mail: BoxedMail | undefined,
): Promise<void> {
  const path = /\/confirm\/[a-z0-9]+/.exec(mail?.html ?? '')?.[0];
  if (!path) throw new Error(`no confirmation came for ${email}`);
  const headers = { ...source.headers, cookie };
  const later = (minutes: number) => new Date(at.getTime() + minutes * MINUTE_MS);
  const page = { path, headers, address: source.address };
  expectOk(await client.send({ method: 'GET', ...page }, later(4)), 'a confirm page');
  const body = opens ? 'opens=yes' : '';
  expectOk(await client.send({ method: 'POST', body, ...page }, later(5)), 'a confirmation');
}

function expectOk({ status }: HttpResponse, what: string): void {
  if (status !== 200) throw new Error(`${what} was answered with ${status}`);
}
