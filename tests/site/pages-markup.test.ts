import { HtmlValidate } from 'html-validate';
import { expect, it } from 'vitest';
import { cloneDatabase } from '../helpers/database';
import { sendIssue } from '../helpers/sent-issue';

const db = await cloneDatabase();
const { app, deps, mailOf } = await sendIssue(db, 3);
const { slug } = await db.selectFrom('comparisons').select('slug').executeTakeFirstOrThrow();
const vote = mailOf(1).votes[0]!;

const validator = new HtmlValidate({
  extends: ['html-validate:recommended'],
  rules: { 'doctype-style': 'off', 'long-title': 'off', 'void-style': 'off' },
});

async function findFaults(path: string, init?: RequestInit): Promise<string[]> {
  const html = await (await app.request(path, init)).text();
  const { results } = await validator.validateString(html);
  return results.flatMap(({ messages }) => messages.map((each) => `${path}: ${each.message}`));
}

it('every page is valid HTML, without inline styles', async () => {
  const faults = [
    ...(await findFaults('/')),
    ...(await findFaults('/issues')),
    ...(await findFaults(`/comparisons/${slug}`)),
    ...(await findFaults(vote)),
    ...(await findFaults(vote, { method: 'POST' })),
    ...(await findFaults(mailOf(2).unsubscribe)),
    ...(await findFaults(mailOf(2).unsubscribe, { method: 'POST' })),
    ...(await findFaults('/nowhere')),
  ];
  deps.clock.advance(14 * 24 * 60 * 60 * 1000);
  faults.push(...(await findFaults(vote)));
  expect(faults).toEqual([]);
});
