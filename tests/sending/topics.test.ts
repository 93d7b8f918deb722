import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { composeBatch } from '../../src/deliveries/batches/compose';
import { listCards } from '../../src/issues/content';
import type { SubmissionOutcome } from '../../src/platform/mailer';
import { findArchive } from '../../src/rendering/archive';
import { previewIssue, sendTest } from '../../src/rendering/preview';
import { ensureRender } from '../../src/rendering/stored-render';
import { deliverIssue } from '../../src/sending/deliver-issue';
import { cloneDatabase } from '../helpers/database';
import { makeDeps, type TestDeps } from '../helpers/deps';
import { addReaders, planRelease } from '../helpers/fixtures/week';
import { readMailbox } from '../helpers/mailbox';

/** An issue about to go out to `readers`, all in the editors' order. */
async function planTo(readers: number) {
  const deps = await makeDeps(await cloneDatabase());
  await addReaders(deps, readers);
  const issue = await planRelease(deps);
  const cards = await listCards(deps.db, issue.id);
  return { deps, issue, cards };
}

async function chooseFor(deps: TestDeps, reader: number, topics: string[] | null): Promise<void> {
  await deps.db
    .updateTable('subscribers')
    .set({ topics })
    .where('email', '=', `reader${reader}@example.com`)
    .execute();
}

/** The comparisons of a part, in the order of their links. */
const order = (part: string) =>
  [...part.matchAll(/Read the full comparison: ([^<\n]+)/g)].map(([, name]) => name);

type Cards = Awaited<ReturnType<typeof listCards>>;
const namesOf = (cards: Cards) =>
  cards.map(({ sides }) => sides.map((side) => side.tool.name).join(' vs '));
const isAbout = (topic: string) => (card: Cards[number]) =>
  card.sides.some((side) => side.category === topic);

describe('topics', async () => {
  const { deps, issue, cards } = await planTo(5);
  const editors = namesOf(cards);
  const topic = cards[2]!.sides[1].category;
  const inside = cards.filter(isAbout(topic));
  await chooseFor(deps, 2, [topic]);
  await chooseFor(deps, 3, ['Gardening']);
  await chooseFor(deps, 4, [
    ...new Set(cards.flatMap(({ sides }) => sides.map((s) => s.category))),
  ]);
  await deliverIssue(deps, issue.id);
  const mails = (await readMailbox(deps)).filter(({ tags }) => tags[0]!.name === 'issue');
  const mailTo = (reader: number) =>
    mails.find(({ to }) => to[0] === `reader${reader}@example.com`)!;

  it('put the cards that have a side in them first and the others last, in both parts of the mail', () => {
    expect(inside.length).toBeGreaterThan(0);
    const others = cards.filter((card) => !inside.includes(card));
    const expected = [...namesOf(inside), ...namesOf(others)];
    expect(expected).not.toEqual(editors);
    expect(order(mailTo(2).html)).toEqual(expected);
    expect(order(mailTo(2).text)).toEqual(expected);
  });

  it('that match no card, or every card, leave the editors’ order, as does having none', () => {
    for (const reader of [1, 3, 4, 5])
      for (const part of ['html', 'text'] as const)
        expect(order(mailTo(reader)[part]), `${part} of ${reader}`).toEqual(editors);
  });

  it('leave every link where it was: a vote next to a card is a vote on that card’s tool', () => {
    const inMail = (text: string) =>
      [...text.matchAll(/^(Ship|Skip) (.+):\n.*\/v\/[a-z2-7]{42}\/(\d+)$/gm)].map(
        ([, choice, tool, n]) => `${choice} ${tool} ${n}`,
      );
    expect(inMail(mailTo(2).text)).toHaveLength(20);
    expect(inMail(mailTo(2).text).toSorted()).toEqual(inMail(mailTo(1).text).toSorted());
  });

  it('never show in the archive, the preview or a test mail, which keep the editors’ order', async () => {
    await sendTest(deps, { number: issue.number, to: 'reader2@example.com' });
    const [test] = (await readMailbox(deps)).filter(({ tags }) => tags[0]!.name === 'test');
    const archive = await findArchive(deps.db, issue.number);
    const preview = await previewIssue(deps, { number: issue.number });
    for (const part of [archive!, preview.html, preview.text, test!.html, test!.text])
      expect(order(part)).toEqual(editors);
  });

  it('leave no mark behind in anybody’s mail', async () => {
    const { html } = await ensureRender(deps, issue.id);
    expect(html.filter((each) => typeof each === 'object' && 'boundary' in each)).toHaveLength(6);
    const length = mailTo(1).html.length;
    for (const { html, text } of mails) {
      expect(`${html}${text}`).not.toMatch(/[0-9a-f]{32}card/);
      expect(Math.abs(html.length - length)).toBeLessThan(200);
    }
  });
});

it('what is sealed is the cards outside a reader’s topics, unless that is none of them or all', async () => {
  const { deps, issue } = await planTo(8);
  const { id: batchId } = await deps.db
    .selectFrom('batches')
    .select('id')
    .where('issue_id', '=', issue.id)
    .executeTakeFirstOrThrow();
  const category = fc.constantFrom('A', 'B', 'C', 'D');
  const topics = fc.option(fc.uniqueArray(category, { minLength: 1 }));
  const cases = fc.record({
    cards: fc.array(fc.tuple(category, category), { maxLength: 5 }),
    readers: fc.array(topics, { minLength: 8, maxLength: 8 }),
  });
  const rule = { batchId, openTracking: 'off', signingKey: 1, at: deps.now() } as const;
  await fc.assert(
    fc.asyncProperty(cases, async ({ cards, readers }) => {
      for (const [at, chosen] of readers.entries()) await chooseFor(deps, at + 1, chosen);
      const rows = await composeBatch(deps.db, { ...rule, cardCategories: cards });
      const expected = readers.map((chosen) => {
        const bits = cards.map((sides) =>
          chosen && !sides.some((s) => chosen.includes(s)) ? 1 : 0,
        );
        const isMixed = new Set(bits).size === 2;
        return isMixed ? Number.parseInt(bits.toReversed().join(''), 2) : 0;
      });
      expect(rows.map((row) => row.cards_last)).toEqual(expected);
    }),
    { numRuns: 25 },
  );
});

it('a batch sealed before a change of topics is submitted again with the same bytes', async () => {
  const { deps, issue, cards } = await planTo(3);
  const topic = cards[4]!.sides[0].category;
  await chooseFor(deps, 1, [topic]);
  const bodies: string[] = [];
  const { submitBatch } = deps.mailer;
  deps.mailer.submitBatch = async (batch) => {
    bodies.push(Buffer.from(batch.body).toString());
    if (bodies.length > 1) return submitBatch(batch);
    await chooseFor(deps, 1, null);
    await chooseFor(deps, 2, [topic]);
    return { kind: 'unknown', detail: 'reset' } satisfies SubmissionOutcome;
  };
  await deliverIssue(deps, issue.id);
  expect(bodies).toHaveLength(2);
  expect(bodies[1]).toBe(bodies[0]);
  const [first, second] = JSON.parse(bodies[0]!) as { html: string }[];
  expect(order(first!.html)).not.toEqual(namesOf(cards));
  expect(order(second!.html)).toEqual(namesOf(cards));
});

it('an issue rendered before topics goes out in the editors’ order to everybody', async () => {
  const { deps, issue, cards } = await planTo(2);
  await chooseFor(deps, 1, [cards[4]!.sides[0].category]);
  const { html, text, frame } = await ensureRender(deps, issue.id);
  const { card_categories: _, ...old } = frame;
  const uncut = (part: typeof html) =>
    JSON.stringify(part.filter((each) => typeof each === 'string' || 'slot' in each));
  await deps.db
    .updateTable('renders')
    .set({ html: uncut(html), text: uncut(text), frame: JSON.stringify(old) })
    .execute();
  await deliverIssue(deps, issue.id);
  const mails = await readMailbox(deps);
  expect(mails).toHaveLength(2);
  for (const mail of mails) expect(order(mail.html)).toEqual(namesOf(cards));
});
