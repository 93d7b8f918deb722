import { describe, expect, it } from 'vitest';
import { listReaders } from '../../src/audience/list-readers';
import { importReaders } from '../../src/audience/lists/import-readers';
import { suppressAddress } from '../../src/audience/suppression/suppress';
import { unsubscribe } from '../../src/audience/unsubscribe/unsubscribe';
import { newId } from '../../src/platform/ids';
import { ensureInstallation } from '../../src/platform/installation';
import { cloneDatabase } from '../helpers/database';
import { restoreBeforeEach } from '../helpers/restore-before-each';

const db = await cloneDatabase();
const at = new Date('2026-11-20T08:00:00Z');
const actor = 'test';
const home = { public_url: 'local', mail: 'local' } as const;
const installation = await ensureInstallation(db, { home, newId, at });
await restoreBeforeEach(db);

const take = (csv: string, consent = 'at a fair in Berlin') =>
  importReaders(db, { csv, consent, installation, actor, at });

async function addresses(): Promise<string[]> {
  const rows: string[] = [];
  for await (const { email } of listReaders(db)) rows.push(email);
  return rows;
}

describe('importing readers', () => {
  it('takes confirmed readers as typed and logs their consent with its wording', async () => {
    const taken = await take('email,opens\nAda@Example.com,yes\nbela@example.com,no\n');
    expect(taken).toMatchObject({ rows: 2, added: 2, known: 0, suppressed: 0, refused: [] });
    expect(await addresses()).toEqual(['Ada@Example.com', 'bela@example.com']);
    const log = await db
      .selectFrom('consents')
      .innerJoin('subscribers', 'subscribers.id', 'consents.subscriber_id')
      .select(['email', 'subject', 'given', 'wording'])
      .orderBy('consents.id')
      .execute();
    expect(log).toHaveLength(3);
    expect(log.filter((row) => row.subject === 'opens')).toEqual([
      { email: 'Ada@Example.com', subject: 'opens', given: true, wording: 'at a fair in Berlin' },
    ]);
  });

  it('skips readers that are known, whatever the case, also within one file', async () => {
    await take('email\nAda@Example.com\n');
    const taken = await take('email\nADA@example.com\ncyra@example.com\nCyra@EXAMPLE.com\n');
    expect(taken).toMatchObject({ added: 1, known: 2 });
  });

  it('skips a suppressed address and says so', async () => {
    await suppressAddress(db, {
      email: 'Dov@example.com',
      reason: 'bounced',
      installation,
      actor,
      at,
    });
    expect(await take('email\ndov@example.com\n')).toMatchObject({
      added: 0,
      known: 0,
      suppressed: 1,
    });
    expect(await addresses()).not.toContain('dov@example.com');
  });

  it('never brings back readers who have unsubscribed', async () => {
    await take('email\nbela@example.com\n');
    const { id } = await db
      .selectFrom('subscribers')
      .select('id')
      .where('email', '=', 'bela@example.com')
      .executeTakeFirstOrThrow();
    const reader = { subscriberId: id, wording: 'asked by phone', actor, at };
    expect(await unsubscribe(db, reader)).toBe(true);
    expect(await unsubscribe(db, reader)).toBe(false);
    expect(await take('email\nbela@example.com\n')).toMatchObject({ added: 0, known: 1 });
    const { state } = await db
      .selectFrom('subscribers')
      .select('state')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    expect(state).toBe('unsubscribed');
  });

  it('refuses bad lines by their number and takes the others', async () => {
    const csv = [
      'email,opens',
      'nobody,yes',
      'elin@example.com,perhaps',
      'faro@example.com,yes',
      'münz@example.com,no',
      '"gita@example.com, hale@example.com",no',
      'x@localhost,no',
      `${'a'.repeat(65)}@example.com,no`,
      'a\u202eb@example.com,no',
      '"""quoted""@example.com",no',
    ].join('\r\n');
    const taken = await take(csv);
    expect(taken.added).toBe(1);
    expect(taken.refused.map(({ line }) => line)).toEqual([2, 3, 5, 6, 7, 8, 9, 10]);
  });

  it('imports an internationalised domain in its ASCII form', async () => {
    await take('email\nines@bücher.example\n');
    const rows = await db
      .selectFrom('subscribers')
      .select(['email', 'email_key'])
      .where('email', 'like', 'ines@%')
      .execute();
    expect(rows).toEqual([
      { email: 'ines@bücher.example', email_key: 'ines@xn--bcher-kva.example' },
    ]);
  });

  it('refuses a file without an email column, a broken one, and one without consent', async () => {
    await expect(take('address\na@example.com\n')).rejects.toThrow('one of them "email"');
    await expect(take('email\n"a@example.com\n')).rejects.toThrow('Line 2: the quotation mark');
    await expect(take('email\na@example.com\n', '  ')).rejects.toThrow('where and when');
    expect(await addresses()).not.toContain('a@example.com');
  });
});
