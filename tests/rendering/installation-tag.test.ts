import { expect, it } from 'vitest';
import { sendTest } from '../../src/rendering/preview';
import { cloneDatabase } from '../helpers/database';
import { openEventFixture } from '../helpers/fixtures/event-fixture';
import { sendIssue } from '../helpers/fixtures/sent-issue';
import { postSignUp } from '../helpers/fixtures/sign-up';
import { type BoxedMail, readMailbox } from '../helpers/mailbox';

const db = await cloneDatabase();
const { deps, issue } = await sendIssue(db, 1);
const { post } = openEventFixture(db, deps);
await postSignUp(deps, 'ada@example.com');
await deps.settle();
await sendTest(deps, { number: issue.number, to: 'edda@example.com' });
const mails = await readMailbox(deps);

const tagsOf = ({ tags }: BoxedMail) =>
  Object.fromEntries(tags.map(({ name, value }) => [name, value]));
const bounceOf = (tags: Record<string, string>, emailId: string) => ({
  type: 'email.bounced',
  data: { email_id: emailId, to: ['someone@example.com'], tags, bounce: { type: 'Permanent' } },
});

it('every kind of mail says which installation it is from: issues, transactional mails and tests', () => {
  const kinds = mails.map((mail) => Object.keys(tagsOf(mail))[0]).toSorted();
  expect(kinds).toEqual(['issue', 'mail', 'test']);
  for (const mail of mails) expect(tagsOf(mail).installation).toBe(deps.installation.id);
});

it('an event about another environment’s mail is foreign, whatever kind of mail it is about', async () => {
  for (const [n, mail] of mails.entries()) {
    const theirs = { ...tagsOf(mail), installation: deps.newId() };
    expect((await post(bounceOf(theirs, `theirs-${n}`))).outcome).toBe('foreign');
  }
});

it('an event about a transactional mail or a test of ours is never called foreign', async () => {
  for (const [n, mail] of mails.entries()) {
    const { issue: _, delivery: __, ...tags } = tagsOf(mail);
    expect((await post(bounceOf(tags, `ours-${n}`))).outcome).toBe('kept');
  }
});
