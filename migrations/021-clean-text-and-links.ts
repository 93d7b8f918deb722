import { type Kysely, sql } from 'kysely';

interface Links {
  links: { id: number; kind: string; url: string };
}

/**
 * Brings what was stored before to the form in which text and links come in from now on. Of tools that
 * then are one, the first becomes it and the others stay as they are, with their comparisons and votes.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create function pg_temp.clean(given text) returns text language sql as ${sql.lit(CLEAN)}`.execute(
    db,
  );
  await cleanTools(db);
  for (const [table, columns] of Object.entries(COLUMNS)) await cleanColumns(db, table, columns);
  await sql`update settings set value = to_jsonb(pg_temp.clean(value #>> '{}'))
    where name in ('newsletter-name', 'postal-address')`.execute(db);
  await sql`update issues set subject = pg_temp.clean(subject), preheader = pg_temp.clean(preheader)
    where state = 'draft'`.execute(db);
  await sql`drop function pg_temp.clean(text)`.execute(db);
  await normaliseLinks(db as Kysely<Links>);
}

const SPACES = '\\t\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const UNSEEN = '\\u00ad\\u180e\\u200b\\u2060-\\u2064\\u206a-\\u206f\\u3164\\ufeff\\uffa0';
const CONTROLS = '\\u202a-\\u202e';
const NO_CHARACTERS = '\\ufdd0-\\ufdef\\ufff9-\\ufffb\\ufffe\\uffff';

/** Text of which nothing would be left stays as it was. */
const CLEAN = `select coalesce(nullif(rtrim(normalize(
  regexp_replace(regexp_replace(regexp_replace(
    given, '^( *)[${SPACES}][ ${SPACES}]*', '\\1'),
    '[${SPACES}]', ' ', 'g'),
    '[${UNSEEN}${CONTROLS}${NO_CHARACTERS}]', '', 'g'), NFC)), ''), given)`;

const COLUMNS: Record<string, string[]> = {
  sides: ['category', 'entry_price', 'description'],
  reviews: ['quote'],
};

async function cleanTools(db: Kysely<unknown>): Promise<void> {
  await sql`with cleaned as (
      select id, pg_temp.clean(name) as name, pg_temp.clean(tagline) as tagline from tools
    ), placed as (
      select cleaned.*, row_number() over (partition by cleaned.name, cleaned.tagline
        order by cleaned.name = tools.name and cleaned.tagline = tools.tagline desc,
          tools.created_at, id) as place
      from cleaned join tools using (id)
    )
    update tools set name = placed.name, tagline = placed.tagline from placed
    where tools.id = placed.id and place = 1
      and (tools.name, tools.tagline) is distinct from (placed.name, placed.tagline)`.execute(db);
}

async function cleanColumns(db: Kysely<unknown>, table: string, columns: string[]): Promise<void> {
  for (const column of columns.map((name) => sql.ref(name)))
    await sql`update ${sql.table(table)} set ${column} = pg_temp.clean(${column})
      where pg_temp.clean(${column}) <> ${column}`.execute(db);
}

async function normaliseLinks(db: Kysely<Links>): Promise<void> {
  const links = await db.selectFrom('links').selectAll().where('kind', '=', 'url').execute();
  for (const { id, url } of links) {
    const href = URL.canParse(url) ? new URL(url).href : url;
    if (href !== url)
      await db.updateTable('links').set({ url: href }).where('id', '=', id).execute();
  }
}
