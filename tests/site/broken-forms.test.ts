import { beforeEach, expect, it } from 'vitest';
import type { Log } from '../../src/platform/log';
import { cloneDatabase } from '../helpers/database';
import { sendIssue } from '../helpers/fixtures/sent-issue';
import { findReader, signUp } from '../helpers/fixtures/sign-up';

const failures: Record<string, unknown>[] = [];
const log: Log = { info: () => {}, warn: () => {}, error: (fields) => void failures.push(fields) };
const db = await cloneDatabase();
const { deps, app, mailOf } = await sendIssue(db, 2, log);
const mail = mailOf(1);

beforeEach(() => {
  failures.length = 0;
});

async function postBroken(path: string): Promise<Response> {
  const headers = { 'content-type': 'multipart/form-data; boundary=x' };
  return app.request(path, { method: 'POST', body: '--x\r\nbroken', headers });
}

async function makeManageLink(): Promise<string> {
  const { id: subscriber_id } = (await findReader(deps, mail.to))!;
  const { id } = await db
    .insertInto('one_time_links')
    .values({ subscriber_id, kind: 'manage', made_at: deps.now() })
    .returning('id')
    .executeTakeFirstOrThrow();
  return `/manage/${deps.signer.sign('m', id)}`;
}

const confirm = (await signUp(deps, 'ada@example.com')).path;

it.each([
  ['/signup', '/signup'],
  ['/confirm', confirm],
  ['/preferences', mail.preferences],
  ['/manage', await makeManageLink()],
])('a broken form sent to %s is refused in words and is no failure of ours', async (_, path) => {
  const answer = await postBroken(path);
  expect(answer.status).toBe(400);
  expect(await answer.text()).toContain('Part of the form was lost');
  expect(failures).toEqual([]);
});

it('a broken form keeps nobody from leaving', async () => {
  expect((await postBroken(mailOf(2).unsubscribe)).status).toBe(200);
  expect((await findReader(deps, mailOf(2).to))!.state).toBe('unsubscribed');
});
