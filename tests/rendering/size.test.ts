import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { editIssue } from '../../src/issues/edit';
import { getIssue } from '../../src/issues/find';
import { measureIssue } from '../../src/rendering/measure';
import { deliverIssue } from '../../src/sending/deliver-issue';
import { planDueIssues } from '../../src/sending/plan';
import { release } from '../../src/sending/release';
import { cloneDatabase } from '../helpers/database';
import { HOUR_MS, makeDeps } from '../helpers/deps';
import { openBallotFixture, releaseNext } from '../helpers/fixtures/ballot-fixture';
import { openDraft } from '../helpers/fixtures/week';
import { readMailbox } from '../helpers/mailbox';
import { readFingerprints } from '../helpers/table-counts';

const bytes = (text: string) => Buffer.byteLength(text);

describe('the size of an issue', () => {
  it('is the largest mail that any reader gets, to the byte, and no preview is larger', async () => {
    const emails = ['said@example.com', 'plain@example.com', 'opens@example.com'];
    const db = await cloneDatabase();
    const fixture = await openBallotFixture(db, emails);
    const { deps, clock, first } = fixture;
    for (const place of [0, 1]) await fixture.press(first, emails[0]!, { place });
    await sql`update subscribers set opens_consent_at = now(), plain_links = email like 'plain%'`.execute(
      db,
    );
    const next = await releaseNext(deps);
    const foreseen = await measureIssue(deps, { number: next.number });
    clock.advance(HOUR_MS);
    await planDueIssues(db, { actor: 'send-due', at: clock.now() });
    await deliverIssue(deps, next.id);
    const size = await measureIssue(deps, { number: next.number });
    const mails = await readMailbox(deps);
    expect(mails).toHaveLength(3);
    const largest = Math.max(...mails.map(({ html }) => bytes(html)));
    const skipIsLonger = size.html_bytes - largest;
    expect(skipIsLonger).toBeGreaterThanOrEqual(0);
    expect(skipIsLonger).toBeLessThan(20);
    expect(Math.max(...mails.map(({ text }) => bytes(text)))).toBeLessThanOrEqual(size.text_bytes);
    expect(Math.abs(foreseen.html_bytes - size.html_bytes)).toBeLessThan(200);
  });

  it('grows with the destinations of plain links, which counted links hide', async () => {
    const db = await cloneDatabase();
    const deps = await makeDeps(db);
    const { number } = await openDraft(deps);
    const sizeWith = async (url: string) => {
      await editIssue(db, { number, changes: { intro: `[Here](${url})` } });
      return (await measureIssue(deps, { number })).html_bytes;
    };
    const short = await sizeWith('https://verdicts.example.com/');
    const long = await sizeWith(`https://verdicts.example.com/${'a'.repeat(1_500)}`);
    expect(long - short).toBeGreaterThan(1_200);
  });
});

describe('an issue over 90 kB', () => {
  it('is not released, in a sentence that says what to cut, and nothing is changed', async () => {
    const db = await cloneDatabase();
    const deps = await makeDeps(db);
    const { number } = await openDraft(deps);
    const at = deps.now();
    const sendAt = new Date(at.getTime() + HOUR_MS);
    const releaseIt = () => release(deps, { number, sendAt, actor: 'Edda', at });
    const items = Array.from({ length: 395 }, () => `- ${'"'.repeat(22)}`).join('\n');
    await editIssue(db, { number, changes: { intro: items } });
    const { html_bytes, limit_bytes } = await measureIssue(deps, { number });
    expect(html_bytes).toBeGreaterThan(limit_bytes);
    expect(limit_bytes).toBe(90_000);
    const before = await readFingerprints(db);
    await expect(releaseIt()).rejects.toThrow(
      /^Issue 1 would be \d+(\.\d)? kB of HTML\. .* so the limit is 90 kB\. Cut the intro, which takes up \d+(\.\d)? kB, or take out an entry: the largest is [a-z0-9-]+, with \d+(\.\d)? kB\.$/,
    );
    expect(await readFingerprints(db)).toEqual(before);
    await editIssue(db, { number, changes: { intro: 'Short.' } });
    await releaseIt();
    expect((await getIssue(db, number)).state).toBe('released');
  });
});
