import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startLocalResend } from '../../src/local/resend/start-resend';
import { readState } from '../../src/local/resend/state-file';
import { createResendMailer } from '../../src/mail/resend-mailer';
import { silent } from '../helpers/silent-log';
import { makeFolder } from './local-folder';
import { runOther } from './other-process';
import { makeMails, toBytes } from './sample-mails';

const batch = { key: 'k', body: toBytes(makeMails(2)), to: ['a', 'b'] };

async function enter(folder: string) {
  const entered = await startLocalResend({ folder, log: silent });
  onTestFinished(() => entered.stop());
  return entered;
}

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    () => true,
    () => false,
  );
}

it('is found by a second process, and ends only with the last of them', async () => {
  const folder = await makeFolder();
  const first = await runOther('start-resend.ts', [folder]);
  const second = await enter(folder);
  expect({ ...second, stop: undefined }).toEqual(first.said);
  await first.kill('SIGTERM');
  expect(await answers(second.mailboxUrl)).toBe(true);
  await second.stop();
  expect(await answers(second.mailboxUrl)).toBe(false);
});

it('starts once for processes that begin at the same moment', async () => {
  const folder = await makeFolder();
  const both = await Promise.all([enter(folder), enter(folder)]);
  expect(both[0].baseUrl).toBe(both[1].baseUrl);
});

it('outlives a kill of the process that started it', async () => {
  const folder = await makeFolder();
  const killed = await runOther('start-resend.ts', [folder]);
  const submitted = await createResendMailer(killed.said as never).submitBatch(batch);
  await killed.kill('SIGKILL');
  const found = await enter(folder);
  expect(found.baseUrl).toBe(killed.said.baseUrl);
  expect(await createResendMailer(found).submitBatch(batch)).toEqual(submitted);
});

it('ends by itself some seconds after the last process that used it was killed', async () => {
  const folder = await makeFolder();
  const killed = await runOther('start-resend.ts', [folder]);
  await killed.kill('SIGKILL');
  expect(await answers(killed.said.mailboxUrl!)).toBe(true);
  await expect
    .poll(() => answers(killed.said.mailboxUrl!), { timeout: 15_000, interval: 250 })
    .toBe(false);
});

it('keeps address, keys and ledger when it is killed itself and started again', async () => {
  const folder = await makeFolder();
  const first = await enter(folder);
  const submitted = await createResendMailer(first).submitBatch(batch);
  process.kill((await readState(folder))!.pid, 'SIGKILL');
  await expect.poll(() => answers(first.baseUrl)).toBe(false);
  const second = await enter(folder);
  expect({ ...second, stop: undefined }).toEqual({ ...first, stop: undefined });
  expect(await createResendMailer(second).submitBatch(batch)).toEqual(submitted);
});

it('holds a reference again after the emulator was restarted', async () => {
  const folder = await makeFolder();
  const first = await enter(folder);
  process.kill((await readState(folder))!.pid, 'SIGKILL');
  await expect.poll(() => answers(first.baseUrl)).toBe(false);
  const second = await enter(folder);
  const headers = { authorization: `Bearer ${second.apiKey}` };
  const references = async () =>
    (await (await fetch(`${second.baseUrl}/references`, { headers })).json()).references;
  await expect.poll(references, { timeout: 10_000 }).toBe(2);
  await second.stop();
  expect(await answers(first.mailboxUrl)).toBe(true);
});

it('shows its key to this account alone, and gets none of our secrets', async () => {
  const folder = await makeFolder();
  const secrets = { RESEND_API_KEY: 're_not_for_the_stand_in', DATABASE_URL: 'postgres://secret' };
  await runOther('start-resend.ts', [folder], secrets);
  await enter(folder);
  expect((await stat(join(folder, 'emulator.json'))).mode & 0o777).toBe(0o600);
  const { pid } = (await readState(folder))!;
  const environment = await readFile(`/proc/${pid}/environ`, 'utf8');
  expect(environment).toContain('PATH=');
  expect(environment).not.toMatch(/not_for_the_stand_in|secret/);
});
