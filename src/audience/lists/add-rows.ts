import { sql } from 'kysely';
import type { Database } from '../../platform/database';

export interface Importing {
  importId: number;
  consent: string;
  actor: string;
  at: Date;
}

export interface RowsAdded {
  added: number;
  /** New, but not to be mailed: because of the list, or of what was here before. */
  unsubscribed: number;
  bounced: number;
  complained: number;
  asked: number;
  already: number;
}

/** In the consent log, of readers who left. */
export const LEFT_WORDING = 'An imported list says that they have left.';

const ROWS_PER_STATEMENT = 20_000;
const NONE: RowsAdded = {
  added: 0,
  unsubscribed: 0,
  bounced: 0,
  complained: 0,
  asked: 0,
  already: 0,
};

/** Only new addresses, in the order of the file. */
export async function addRows(
  tx: Database,
  { rows, ...importing }: Importing & { rows: number },
): Promise<RowsAdded> {
  const total = { ...NONE };
  for (let from = 1; from <= rows; from += ROWS_PER_STATEMENT) {
    const piece = { from, to: from + ROWS_PER_STATEMENT };
    await addMailboxes(tx, piece);
    const added = await addPiece(tx, { ...importing, ...piece });
    for (const key of Object.keys(total) as (keyof RowsAdded)[]) total[key] += added[key];
  }
  return total;
}

async function addMailboxes(tx: Database, { from, to }: { from: number; to: number }) {
  await sql`insert into mailboxes (hash)
    select distinct mailbox_hash from list_rows where place >= ${from} and place < ${to}
    order by mailbox_hash
    on conflict do nothing`.execute(tx);
}

async function addPiece(
  tx: Database,
  { importId, consent, actor, at, from, to }: Importing & { from: number; to: number },
): Promise<RowsAdded> {
  const { rows } = await sql<RowsAdded>`
    with line as materialized (
      select list_rows.* from list_rows
      where place >= ${from} and place < ${to}
        and not exists (select from subscribers where subscribers.email_key = list_rows.email_key)
    ), already as materialized (
      select place from line join suppressions using (email_hash)
    ), fresh as (
      insert into subscribers (email, email_key, email_hash, mailbox_id, state, created_at,
        confirmed_at, unsubscribed_at, opens_consent_at, opens_refused_at, plain_links, topics,
        paused_until, paused_issues, import_id)
      select email, email_key, email_hash, mailboxes.id, becomes, ${at},
        coalesce(confirmed_at, left_at, ${at}),
        case when becomes = 'unsubscribed' then coalesce(left_at, ${at}) end,
        opens_consent_at, opens_refused_at, coalesce(plain_links, false), topics, paused_until,
        coalesce(paused_issues, 0), ${importId}
      from line left join mailboxes on mailboxes.hash = line.mailbox_hash
      where not exists (select from already where already.place = line.place)
      order by place
      on conflict (email_key) do nothing
      returning id, email_hash, state, confirmed_at, unsubscribed_at, opens_consent_at,
        opens_refused_at
    ), logged as (
      insert into consents (subscriber_id, at, subject, given, wording, actor)
      select id, said.at, said.subject, said.given,
        case when subject = 'newsletter' and not given then ${LEFT_WORDING} else ${consent} end,
        ${actor}
      from fresh cross join lateral (values
        ('newsletter', state = 'confirmed', coalesce(unsubscribed_at, confirmed_at)),
        ('opens', true, opens_consent_at),
        ('opens', false, opens_refused_at)) as said (subject, given, at)
      where said.at is not null
      order by id
    ), stopped as (
      insert into suppressions (email_hash, reason, at, actor, import_id)
      select email_hash, reason, coalesce(suppressed_at, ${at}), ${actor}, ${importId}
      from line join fresh using (email_hash) where reason is not null
      order by email_hash
      on conflict do nothing
    )
    select count(*) filter (where weight = 0) as added,
      count(*) filter (where weight > 0 and reason is null) as unsubscribed,
      count(*) filter (where reason = 'bounced') as bounced,
      count(*) filter (where reason = 'complained') as complained,
      count(*) filter (where reason = 'asked') as asked,
      (select count(*) from already) as already
    from line join fresh using (email_hash)`.execute(tx);
  return rows[0]!;
}
