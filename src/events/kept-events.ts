import { sql } from 'kysely';
import type { Database } from '../platform/database';
import type { Deps } from '../platform/deps';
import type { DeliveryEvent } from './effects/delivery-event';
import { applyEffects } from './event-effects';

/** Call it in the transaction that records the ids. */
export async function applyKeptEvents(deps: Deps, resendIds: string[]): Promise<void> {
  const deliveryEvents = await claimKeptEvents(deps.db, resendIds);
  if (deliveryEvents.length > 0) await applyEffects(deps, deliveryEvents);
}

/** Whoever claims them applies them. */
export async function claimKeptEvents(db: Database, resendIds: string[]): Promise<DeliveryEvent[]> {
  const { rows } = await sql<DeliveryEvent>`
    with mail as (
      select distinct on (resend_id) id, resend_id from (
        select id, resend_id from deliveries where resend_id = any(${resendIds}::text[])
        union all select delivery_id, resend_id from earlier_mails
        where resend_id = any(${resendIds}::text[])
      ) as known order by resend_id, id
    )
    update provider_events set outcome = 'applied', delivery_id = mail.id
    from mail
    where provider_events.resend_id = mail.resend_id
      and provider_events.resend_id = any(${resendIds}::text[])
      and provider_events.outcome = 'kept'
    returning type, delivery_id, at, bounce_type, bounce_subtype, failure`.execute(db);
  return rows;
}
