import { HtmlValidate } from 'html-validate';
import { expect, it } from 'vitest';
import { cloneDatabase } from '../helpers/database';
import { SCRIPT } from '../helpers/fixtures/reader-actions';
import { sendIssue } from '../helpers/fixtures/sent-issue';
import { signUp } from '../helpers/fixtures/sign-up';

const db = await cloneDatabase();
const { app, deps, mailOf } = await sendIssue(db, 3);
const { slug } = await db.selectFrom('comparisons').select('slug').executeTakeFirstOrThrow();
const vote = mailOf(1).votes[0]!;

const attempt = await signUp(deps, 'newcomer@example.com');
const post = (fields: Record<string, string>) => ({
  method: 'POST',
  body: new URLSearchParams(fields),
});

const validator = new HtmlValidate({
  extends: ['html-validate:recommended'],
  rules: {
    'doctype-style': 'off',
    'long-title': 'off',
    'void-style': 'off',
    'attribute-boolean-style': 'off',
  },
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
    ...(await findFaults(`${mailOf(3).votes[2]}/provisional`, { method: 'POST', headers: SCRIPT })),
    ...(await findFaults(mailOf(2).unsubscribe)),
    ...(await findFaults(mailOf(2).unsubscribe, { method: 'POST' })),
    ...(await findFaults('/signup')),
    ...(await findFaults('/signup', post({ email: 'nobody' }))),
    ...(await findFaults('/signup', post({ email: 'ada@example.com' }))),
    ...(await findFaults(attempt.path)),
    ...(await findFaults(attempt.path, { method: 'POST' })),
    ...(await findFaults(mailOf(1).preferences)),
    ...(await findFaults(mailOf(1).preferences, post({ pause: 'issues', issues: '2' }))),
    ...(await findFaults(mailOf(1).preferences, post({ act: 'link' }))),
    ...(await findFaults(`/manage/${deps.signer.sign('m', 1)}`)),
    ...(await findFaults(`/manage/${deps.signer.sign('m', 1)}`, post({ act: 'opens' }))),
    ...(await findFaults(mailOf(3).unsubscribe, post({ from: 'page' }))),
    ...(await findFaults('/nowhere')),
  ];
  deps.clock.advance(14 * 24 * 60 * 60 * 1000);
  faults.push(...(await findFaults(vote)));
  expect(faults).toEqual([]);
});
