import { createApp } from '../../src/app';
import { hashAddress } from '../../src/audience/address';
import type { Database } from '../../src/platform/database';
import type { TestDeps } from './deps';
import { type EventMail, type EventParts, eventAbout, type Signing, toRequest } from './svix';

export interface Answer {
  status: number;
  outcome: string | undefined;
}

/** Posts events to the app of these deps, and reads what became of deliveries. */
export function openEventFixture(db: Database, deps: TestDeps) {
  const app = createApp(deps);
  async function post(event: unknown, signing?: Partial<Signing>): Promise<Answer> {
    const answer = await app.request('/webhooks/resend', toRequest(deps, event, signing));
    const told = answer.ok ? ((await answer.json()) as { outcome: string }) : undefined;
    return { status: answer.status, outcome: told?.outcome };
  }
  return {
    app,
    post,
    tell: (mail: EventMail, type: string, parts?: EventParts) =>
      post(eventAbout(mail, type, parts)),
    mailTo: (email: string) => findMail(db, deps, email),
    readDelivery: (id: number) =>
      db.selectFrom('deliveries').selectAll().where('id', '=', id).executeTakeFirstOrThrow(),
    listEvents: () => db.selectFrom('provider_events').selectAll().orderBy('svix_id').execute(),
    findSuppression: (email: string) => findSuppression(db, email),
    findAddressSuppression: (email: string) => findAddressSuppression(db, deps, email),
  };
}

/** As an event names it, with an invented id while Resend's is unknown. */
async function findMail(db: Database, deps: TestDeps, email: string): Promise<EventMail> {
  const { id, resend_id } = await db
    .selectFrom('deliveries')
    .innerJoin('subscribers', 'subscribers.id', 'deliveries.subscriber_id')
    .select(['deliveries.id', 'deliveries.resend_id'])
    .where('subscribers.email', '=', email)
    .orderBy('deliveries.id', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow();
  const { installation } = deps;
  const email_id = resend_id ?? `early-${id}`;
  return { email_id, to: email, installation: installation.id, delivery: id };
}

function findSuppression(db: Database, email: string) {
  return db
    .selectFrom('suppressions')
    .innerJoin('subscribers', 'subscribers.email_hash', 'suppressions.email_hash')
    .select(['suppressions.reason', 'suppressions.at', 'suppressions.actor'])
    .where('subscribers.email', '=', email)
    .executeTakeFirst();
}

/** Even if the address belongs to no reader. */
function findAddressSuppression(db: Database, { installation }: TestDeps, email: string) {
  return db
    .selectFrom('suppressions')
    .select(['reason', 'at', 'actor'])
    .where('email_hash', '=', hashAddress(installation.address_key, email))
    .executeTakeFirst();
}
