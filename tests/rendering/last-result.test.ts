import { describe, expect, it } from 'vitest';
import { listSealedRows } from '../../src/deliveries/batches/compose';
import { getIssue } from '../../src/issues/find';
import { setSetting } from '../../src/platform/settings/settings';
import { findArchive } from '../../src/rendering/archive';
import { compileRender } from '../../src/rendering/compile-render';
import { CompiledRenders } from '../../src/rendering/compiled-renders';
import { personalise } from '../../src/rendering/personalise';
import { previewIssue } from '../../src/rendering/preview';
import { ensureRender } from '../../src/rendering/stored-render';
import { sealNextBatch } from '../../src/sending/batches/seal-batch';
import { deliverIssue } from '../../src/sending/deliver-issue';
import { planDueIssues } from '../../src/sending/plan';
import { release } from '../../src/sending/release';
import { reclassify, settleVotes } from '../../src/votes/settle-votes';
import { cloneDatabase } from '../helpers/database';
import { HOUR_MS } from '../helpers/deps';
import { readerActions } from '../helpers/fixtures/reader-actions';
import { sendIssue } from '../helpers/fixtures/sent-issue';
import { openNextDraft } from '../helpers/fixtures/week';
import { readMailbox } from '../helpers/mailbox';
import { restoreBeforeEach } from '../helpers/restore-before-each';

const db = await cloneDatabase();
const { deps, issue: first, app, mailOf } = await sendIssue(db, 8);
const { clock } = deps;
const { press } = readerActions({ app, clock });

/** Of the first tool: six say ship and reader 7 says skip; of the second reader 1 alone says skip. */
async function voteOnFirst(): Promise<void> {
  for (let n = 1; n <= 7; n += 1) {
    await press(mailOf(n).votes[n === 7 ? 1 : 0]!);
    clock.advance(60_000);
  }
  await press(mailOf(1).votes[3]!);
  clock.advance(HOUR_MS);
  await settleVotes(db, { at: clock.now() });
}

await setSetting(db, { name: 'floor', value: '5', at: clock.now() });
await voteOnFirst();
clock.advance(6 * 24 * HOUR_MS);
const { number } = await openNextDraft(deps);
const preview = (await previewIssue(deps, { number })).text;
const sendAt = new Date(clock.now().getTime() + HOUR_MS);
await release(deps, { number, sendAt, actor: 'Edda', at: clock.now() });
clock.advance(HOUR_MS);
await planDueIssues(db, { actor: 'send-due', at: clock.now() });
const next = await getIssue(db, number);
await deliverIssue(deps, next.id);
await restoreBeforeEach(db, clock);

describe('the next issue', () => {
  it('begins with last week’s result: share and count beside the panel’s, and each reader’s own vote', async () => {
    const mails = await readMailbox(deps);
    const textTo = (n: number) =>
      mails.find((mail) => mail.to[0] === `reader${n}@example.com`)!.text.replaceAll('\r', '');
    expect(textTo(1)).toMatch(/Last week’s result\n\n7 readers voted on issue 1\./);
    expect(textTo(1)).toMatch(
      /Community: 86% ship of 7 votes; too close to call\nYou said Ship; so did 86%\.\nPanel ship: \d+%/,
    );
    expect(textTo(1)).toMatch(/Community: 1 vote\nYou said Skip, the only vote\.\nPanel ship/);
    expect(textTo(7)).toContain('You said Skip; so did 14%.');
    expect(textTo(8)).toContain('Community: 86% ship of 7 votes');
    expect(textTo(8)).not.toContain('You said');
    const html = mails.find((mail) => mail.to[0] === 'reader7@example.com')!.html;
    expect(html.indexOf('Last week’s result')).toBeLessThan(
      html.indexOf('Read the full comparison'),
    );
    expect(html.match(/You said [^<]+/g)).toEqual(['You said Skip; so did 14%.']);
  });

  it('is shown in the archive without anybody’s own vote', async () => {
    const archive = (await findArchive(db, next.number))!;
    expect(archive).toContain('Last week’s result');
    expect(archive).not.toContain('You said');
  });

  it('was previewed with the result as it stood then', () => {
    expect(preview).toContain('Community: 86% ship of 7 votes');
    expect(preview).not.toContain('You said');
  });
});

describe('the site', () => {
  const textOf = async (path: string) => {
    const html = await (await app.request(path)).text();
    return html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
  };

  it('shows each tool’s frozen result beside the panel, the figure when it was sent, and today’s', async () => {
    const result = await textOf(`/issues/${first.number}/results`);
    expect(result).toContain('We counted 8 votes from 7 readers. No votes are held.');
    expect(result).toMatch(
      /86% ship of 7 votes Too close to call\. Panel \d+% ship When the issue went out — Today 86% of 7 votes/,
    );
    const open = await textOf(`/issues/${next.number}/results`);
    expect(open).toContain('Voting is open until the next issue goes out');
  });

  it('shows the earlier figure next to today’s, for each tool and comparison', async () => {
    const { slug, comparison } = await db
      .selectFrom('ballot_results')
      .innerJoin('tools', 'tools.id', 'ballot_results.tool_id')
      .innerJoin('comparisons', 'comparisons.first_tool_id', 'tools.id')
      .select(['tools.slug', 'comparisons.slug as comparison'])
      .where('ship', '=', 6)
      .executeTakeFirstOrThrow();
    for (const path of [`/tools/${slug}`, `/comparisons/${comparison}`]) {
      expect(await textOf(path)).toContain('86% when voting closed, 86% today.');
    }
  });

  it('says how votes are counted, how many are held, and how often the rules are wrong', async () => {
    const page = await textOf('/how-votes-count');
    expect(page).toMatch(/Issue 1 7 8 0 0/);
    expect(page).toMatch(/[\d,]+ of [\d,]+ votes by people were held \(\d+\.\d%\)/);
  });

  it.each(['/issues/77/results', '/issues/x/results', '/tools/none', '/tools/No%20Tool'])(
    'answers 404 in words to %s',
    async (path) => {
      expect((await app.request(path)).status).toBe(404);
    },
  );
});

describe('what was said', () => {
  it('stays in the mail as it was frozen: the same bytes after later votes, classifying and settings', async () => {
    const compiled = async () => compileRender(await ensureRender(deps, next.id));
    const batch = await db
      .selectFrom('batches')
      .select('id')
      .where('issue_id', '=', next.id)
      .executeTakeFirstOrThrow();
    await db
      .updateTable('deliveries')
      .set({ state: 'waiting', accepted_at: null, resend_id: null })
      .where('batch_id', '=', batch.id)
      .execute();
    const body = async () =>
      personalise(await compiled(), await listSealedRows(db, batch.id), deps.signer).toString();
    const before = await body();
    expect(before).toContain('You said Ship; so did 86%.');
    await setSetting(db, { name: 'floor', value: '100', at: clock.now() });
    await reclassify(db, { at: clock.now() });
    await press(mailOf(1).votes[1]!);
    expect(await body()).toBe(before);
  });

  it('cannot be added to once the ballot is closed: a press is answered with 409 and words', async () => {
    const answer = await press(mailOf(8).votes[0]!);
    expect(answer.status).toBe(409);
    expect(await answer.text()).toContain('Voting on this issue has closed');
    expect(first.number).toBe(1);
    expect(
      await sealNextBatch(deps, {
        issueId: first.id,
        renders: new CompiledRenders(await ensureRender(deps, first.id)),
      }),
    ).toBeUndefined();
  });
});
