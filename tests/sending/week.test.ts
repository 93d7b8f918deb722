import { describe, expect, it } from 'vitest';
import { importReaders } from '../../src/audience/lists/import-readers';
import { suppressAddress } from '../../src/audience/suppression/suppress';
import { unsubscribe } from '../../src/audience/unsubscribe/unsubscribe';
import { readAudienceByState } from '../../src/deliveries/audience-by-state';
import { getIssue, listHistory } from '../../src/issues/find';
import { deliverIssue } from '../../src/sending/deliver-issue';
import { sendDue } from '../../src/sending/send-due';
import { cloneDatabase } from '../helpers/database';
import { HOUR_MS, makeDeps, PUBLIC_URL } from '../helpers/deps';
import { addReaders, planRelease, releaseDraft } from '../helpers/fixtures/week';
import { readMailbox } from '../helpers/mailbox';
import { restoreBeforeEach } from '../helpers/restore-before-each';

describe('an issue that goes out', async () => {
  const db = await cloneDatabase();
  const deps = await makeDeps(db);
  await addReaders(deps, 250);
  const issue = await planRelease(deps);
  await deliverIssue(deps, issue.id);

  it('leaves out, with the reason, readers who unsubscribed or were suppressed after the freeze', async () => {
    const db = await cloneDatabase();
    const deps = await makeDeps(db);
    await addReaders(deps, 250);
    const issue = await planRelease(deps);
    const ids = await db
      .selectFrom('subscribers')
      .select(['id', 'email'])
      .orderBy('id')
      .limit(3)
      .execute();
    for (const { id } of ids.slice(0, 2)) {
      await unsubscribe(db, { subscriberId: id, wording: 'test', actor: 'test', at: deps.now() });
    }
    const { installation } = deps;
    await suppressAddress(db, {
      email: ids[2]!.email!,
      reason: 'complained',
      installation,
      actor: 'test',
      at: deps.now(),
    });
    await deliverIssue(deps, issue.id);
    expect(await readAudienceByState(db, issue.id)).toEqual({
      total: 250,
      accepted: 247,
      suppressed: 3,
      refused: 0,
      unknown: 0,
      waiting: 0,
      reasons: { unsubscribed: 2, complained: 1 },
    });
    expect(deps.emulator.ledger()).toMatchObject({ accepted: 247, distinct_recipients: 247 });
    const { state, sent_at } = await getIssue(db, issue.number);
    expect({ state, sent_at }).toEqual({ state: 'sent', sent_at: deps.now() });
  });

  it('has the two headers of RFC 8058 on every mail, each with its own link', async () => {
    const mails = await readMailbox(deps);
    expect(mails).toHaveLength(250);
    const links = mails.map((mail) => mail.headers['List-Unsubscribe']!);
    expect(new Set(links).size).toBe(250);
    for (const mail of mails) {
      expect(mail.headers['List-Unsubscribe']).toMatch(
        new RegExp(`^<${PUBLIC_URL}/unsubscribe/[a-z2-7]{42}>$`),
      );
      expect(mail.headers['List-Unsubscribe-Post']).toBe('List-Unsubscribe=One-Click');
    }
  });

  it('carries a pixel only for readers who said yes to opens', async () => {
    for (const { to, html } of await readMailbox(deps)) {
      const number = Number(/reader(\d+)@/.exec(to[0]!)![1]);
      expect(html.includes(`${PUBLIC_URL}/o/`), to[0]).toBe(number % 2 === 1);
    }
  });

  it('leaves no slot unfilled, and its links hold no address and no one else’s token', async () => {
    const mails = await readMailbox(deps);
    const seen = new Set<string>();
    for (const { to, html, text } of mails) {
      const tokens = new Set(
        [...`${html}${text}`.matchAll(/\/(?:v|c|o|unsubscribe)\/([a-z2-7]+)/g)].map((m) => m[1]!),
      );
      expect(tokens.size).toBe(html.includes('/o/') ? 4 : 3);
      for (const token of tokens) {
        expect(token).toHaveLength(42);
        expect(seen.has(token)).toBe(false);
        seen.add(token);
      }
      const urls = [...html.matchAll(/https?:[^"'\s<]+/g)].map((match) => match[0]);
      expect(
        urls.filter((url) => url.includes('@') || url.includes(to[0]!.split('@')[0]!)),
      ).toEqual([]);
    }
  });

  it('has every URL of its text part end at white space, and its mail stays under 60 kB', async () => {
    const [mail] = await readMailbox(deps);
    for (const [url] of mail!.text.matchAll(/https?:\S+/g))
      expect(url).toMatch(/^https:\/\/[\w./-]+$/);
    expect(Buffer.byteLength(mail!.html)).toBeLessThan(60_000);
  });

  it('is sent once: enqueuing it again sends nothing', async () => {
    await deliverIssue(deps, issue.id);
    await sendDue(deps, deps.now());
    expect(deps.emulator.ledger().accepted).toBe(250);
  });
});

describe('the hour of an issue', async () => {
  const db = await cloneDatabase();
  const deps = await makeDeps(db);
  await addReaders(deps, 3);
  const issue = await releaseDraft(deps);
  await restoreBeforeEach(db);

  it('does not come early', async () => {
    expect(await sendDue(deps, new Date(issue.send_at!.getTime() - 1))).toBe('Nothing was due.');
    expect((await getIssue(db, issue.number)).state).toBe('released');
  });

  it('missed by more than six hours makes it a draft again that says so, and nobody gets it', async () => {
    const at = new Date(issue.send_at!.getTime() + 6 * HOUR_MS + 1);
    expect(await sendDue(deps, at)).toContain('over six hours late');
    const { state, send_at } = await getIssue(db, issue.number);
    expect({ state, send_at }).toEqual({ state: 'draft', send_at: null });
    expect((await listHistory(db, issue.id)).at(-1)!.reason).toContain('over six hours late');
    expect(deps.emulator.ledger().accepted).toBe(0);
  });
});

it('an issue that nobody released is never sent', async () => {
  const db = await cloneDatabase();
  const deps = await makeDeps(db);
  await addReaders(deps, 2);
  const { openDraft } = await import('../helpers/fixtures/week');
  const issue = await openDraft(deps);
  deps.clock.advance(30 * 24 * HOUR_MS);
  await sendDue(deps, deps.now());
  await deliverIssue(deps, issue.id);
  expect(deps.emulator.ledger().accepted).toBe(0);
  expect((await getIssue(db, issue.number)).state).toBe('draft');
});

it('an issue without readers is sent, to nobody', async () => {
  const db = await cloneDatabase();
  const deps = await makeDeps(db);
  const issue = await planRelease(deps);
  await deliverIssue(deps, issue.id);
  expect((await getIssue(db, issue.number)).state).toBe('sent');
  expect((await readAudienceByState(db, issue.id)).total).toBe(0);
});

it('a reader with an internationalised domain is mailed at its ASCII form', async () => {
  const db = await cloneDatabase();
  const deps = await makeDeps(db);
  const { installation } = deps;
  const input = { consent: 'at a fair', installation, actor: 'test', at: deps.now() };
  await importReaders(db, { csv: 'email\nInes@bücher.example\n', ...input });
  const issue = await planRelease(deps);
  await deliverIssue(deps, issue.id);
  const [mail] = await readMailbox(deps);
  expect(mail!.to).toEqual(['ines@xn--bcher-kva.example']);
});
