import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { createApp } from '../../src/app';
import { editIssue } from '../../src/issues/edit';
import { previewIssue, sendTest } from '../../src/rendering/preview';
import { deliverIssue } from '../../src/sending/deliver-issue';
import { planDueIssues } from '../../src/sending/plan';
import { release } from '../../src/sending/release';
import { cloneDatabase } from '../helpers/database';
import { HOUR_MS, makeDeps, PUBLIC_URL } from '../helpers/deps';
import { addReaders, openDraft } from '../helpers/fixtures/week';
import { readMailbox } from '../helpers/mailbox';

const LINKS: [typed: string, href: string][] = [
  ['https://e.example/café', 'https://e.example/caf%C3%A9'],
  [
    'https://e.example/путь?x=%D0%B3&amp;y=%',
    'https://e.example/%D0%BF%D1%83%D1%82%D1%8C?x=%D0%B3&y=%',
  ],
  ['https://Bücher.Example:443', 'https://xn--bcher-kva.example/'],
  ['https:evil', 'https://evil/'],
  ["https://e.example/it's?q='a'&lt=1", "https://e.example/it's?q=%27a%27&lt=1"],
];
const HREFS = LINKS.map(([, href]) => href);

it('a link of an intro is the same in every mail, preview, archive and redirect', async () => {
  const deps = await makeDeps(await cloneDatabase());
  const { db } = deps;
  const { number, id } = await openDraft(deps);
  const intro = LINKS.map(([typed], at) => `[link ${at}](${typed})`).join('\n\n');
  await editIssue(db, { number, changes: { intro } });
  await addReaders(deps, 2);
  await sql`update subscribers set plain_links = true where email = 'reader2@example.com'`.execute(
    db,
  );

  const draft = await previewIssue(deps, { number });
  await sendTest(deps, { number, to: 'edda@example.com' });
  const sendAt = new Date(deps.now().getTime() + HOUR_MS);
  await release(deps, { number, sendAt, actor: 'Edda', at: deps.now() });
  const preview = await previewIssue(deps, { number });
  deps.clock.advance(HOUR_MS);
  await planDueIssues(db, { actor: 'send-due', at: deps.now() });
  await deliverIssue(deps, id);

  const app = createApp(deps);
  const mails = await readMailbox(deps);
  const mailTo = (name: string) => mails.find(({ to }) => to[0]!.includes(name))!;
  const counted = mailTo('reader1');
  const archive = await (await app.request(`/issues/${number}`)).text();
  for (const html of [
    draft.html,
    preview.html,
    mailTo('edda').html,
    mailTo('reader2').html,
    archive,
  ])
    expect(introHrefs(html)).toEqual(HREFS);
  for (const { text } of [draft, preview, mailTo('edda'), mailTo('reader2')])
    expect(text.match(/(?<=^\[\d\] ).*$/gm)).toEqual(HREFS);

  const clicks = introHrefs(counted.html);
  expect(counted.text.match(/(?<=^\[\d\] ).*$/gm)).toEqual(clicks);
  const locations = [];
  for (const click of clicks) {
    const redirect = await app.request(click.slice(PUBLIC_URL.length));
    expect(redirect.status).toBe(302);
    locations.push(redirect.headers.get('location'));
  }
  expect(locations).toEqual(HREFS);
});

/** Where “link 0” to “link 4” lead, in order. */
function introHrefs(html: string): string[] {
  const anchors = html.matchAll(/<a\b[^>]*href="([^"]*)"[^>]*>\s*link \d/g);
  return [...anchors].map(([, href]) =>
    href!.replaceAll('&#x27;', "'").replaceAll('&quot;', '"').replaceAll('&amp;', '&'),
  );
}
