import { type Kysely, sql } from 'kysely';
import { expect, it } from 'vitest';
import { up } from '../../migrations/021-clean-text-and-links';
import { findComparison } from '../../src/catalog/list-comparisons';
import { setVerdict } from '../../src/catalog/set-verdict';
import { cloneDatabase } from '../helpers/database';
import { importParts, readCatalog } from '../helpers/fixtures/catalog';
import { usualQuotes } from '../helpers/fixtures/page';
import { restoreBeforeEach } from '../helpers/restore-before-each';

const db = await cloneDatabase();
await restoreBeforeEach(db);
const migrate = () => db.connection().execute((one) => up(one as unknown as Kysely<unknown>));

it('text stored before cleaning is cleaned, and importing its page again changes nothing', async () => {
  const first = { name: 'Café Bar', tagline: 'Serves it', description: 'Warm – and quick' };
  const quotes = usualQuotes({ 0: 'It is é.' });
  const { slug } = await importParts(db, { first, quotes });
  const seat = { comparison: slug, tool: 'cafe-bar', seat: 'builder', verdict: 'ship' };
  await setVerdict(db, { ...seat, at: new Date('2026-11-03T09:00:00Z') });
  const clean = await readCatalog(db);
  await sql`update tools set name = normalize(replace(name, ' ', chr(160)), NFD)`.execute(db);
  await sql`update sides set description = chr(8203) || replace(description, ' ', chr(8239))`.execute(
    db,
  );
  await sql`update reviews set quote = normalize(chr(8238) || quote, NFD) || chr(160)`.execute(db);
  expect(await readCatalog(db)).not.toEqual(clean);
  await migrate();
  expect(await readCatalog(db)).toEqual(clean);
  expect(await importParts(db, { first, quotes })).toMatchObject({ outcome: 'unchanged' });
  expect((await findComparison(db, slug))!.sides[0].reviews[0]!.verdict).toBe('ship');
});

it('two tools that now look like one both stay, and new pages find the first', async () => {
  const named = (name: string) => ({ first: { name }, title: `${name} vs Ferry 2` });
  await importParts(db, named('Lantern Pro'));
  await importParts(db, named('Lantern 2'));
  await importParts(db, named('Lantern 3'));
  await sql`update tools set name = replace(replace(name, ' 2', chr(160) || 'Pro'), ' 3', chr(8239) || 'Pro')
    where name like 'Lantern _'`.execute(db);
  const before = await readCatalog(db);
  await migrate();
  expect(await readCatalog(db)).toEqual(before);
  const again = await importParts(db, named('Lantern\u00a0Pro'));
  expect(again).toMatchObject({ slug: 'lantern-pro-vs-ferry-2', outcome: 'unchanged' });
  expect(await readCatalog(db)).toEqual(before);
});

it('links that were stored as typed become what a browser makes of them', async () => {
  const { rows } = await sql<{ id: number }>`insert into issues
    (number, week, state, subject, preheader, intro, created_at, proposed_at)
    values (1, '2026-11-23', 'draft', 'Ze' || chr(8238) || 'd?', 'More', '', now(), now())
    returning id`.execute(db);
  const typed = [
    'https://Bücher.example/café',
    'https:evil',
    'https://e.example/\nx',
    'https://e.example/',
  ];
  await db
    .insertInto('links')
    .values(typed.map((url, at) => ({ issue_id: rows[0]!.id, n: at + 1, kind: 'url', url })))
    .execute();
  await migrate();
  const links = await db.selectFrom('links').select('url').orderBy('n').execute();
  expect(links.map(({ url }) => url)).toEqual([
    'https://xn--bcher-kva.example/caf%C3%A9',
    'https://evil/',
    'https://e.example/x',
    'https://e.example/',
  ]);
  const issue = await db.selectFrom('issues').select('subject').executeTakeFirstOrThrow();
  expect(issue.subject).toBe('Zed?');
});
