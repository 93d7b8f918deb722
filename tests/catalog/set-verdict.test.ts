import { beforeEach, describe, expect, it } from 'vitest';
import { findComparison } from '../../src/catalog/list-comparisons';
import { setVerdict } from '../../src/catalog/set-verdict';
import { cloneDatabase } from '../helpers/database';
import {
  emptyCatalog,
  firstDay,
  importParts,
  readCatalog,
  secondDay,
} from '../helpers/fixtures/catalog';

const db = await cloneDatabase();
const comparison = 'lantern-vs-ferry-2';

const classify = (seat: string, verdict: string, tool = 'lantern') =>
  setVerdict(db, { comparison, tool, seat, verdict, at: secondDay });
const verdicts = async () =>
  (await findComparison(db, comparison))!.sides[0].reviews.map((review) => review.verdict);

async function importAt(panel: string): Promise<void> {
  await emptyCatalog(db);
  await importParts(db, { first: { panel } });
}

describe('an editor', () => {
  beforeEach(() => importAt('75%'));

  it('sets the verdict of one seat of one side, and nothing else but changed_at', async () => {
    const before = await readCatalog(db);
    expect(await classify('skeptic', 'skip')).toEqual({ changed: true });
    const after = await readCatalog(db);
    expect(await verdicts()).toEqual(['unknown', 'skip', 'unknown', 'unknown']);
    expect(after.comparisons).toEqual([{ ...before.comparisons[0], changed_at: secondDay }]);
    const untouched = (rows: typeof before.reviews) =>
      rows.filter((row) => !(row.side === 1 && row.seat === 'skeptic'));
    expect(untouched(after.reviews)).toEqual(untouched(before.reviews));
    expect([after.sides, after.tools]).toEqual([before.sides, before.tools]);
  });

  it('changes nothing by setting it again', async () => {
    await setVerdict(db, {
      comparison,
      tool: 'lantern',
      seat: 'guest',
      verdict: 'ship',
      at: firstDay,
    });
    expect(await classify('guest', 'ship')).toEqual({ changed: false });
    expect((await readCatalog(db)).comparisons[0]!.changed_at).toEqual(firstDay);
  });

  it('changes a verdict, and takes one back', async () => {
    await classify('guest', 'ship');
    await classify('guest', 'skip');
    expect(await verdicts()).toEqual(['unknown', 'unknown', 'unknown', 'skip']);
    await classify('guest', 'unknown');
    expect(await verdicts()).toEqual(Array(4).fill('unknown'));
  });

  it.each([
    [
      'seat',
      { seat: 'juror' },
      'There is no seat “juror”. The seats are builder, skeptic, futurist, guest.',
    ],
    [
      'verdict',
      { verdict: 'maybe' },
      '“maybe” is not a verdict: use ship or skip, or unknown to take one back.',
    ],
    [
      'comparison',
      { comparison: 'a-vs-b' },
      'There is no comparison “a-vs-b”. `verdicts export comparisons` lists them.',
    ],
    [
      'tool',
      { tool: 'oar' },
      '“oar” is not a tool of “lantern-vs-ferry-2”, which compares “lantern” and “ferry-2”.',
    ],
  ])('is refused a %s that is not there', async (_, wrong, message) => {
    const right = { comparison, tool: 'lantern', seat: 'guest', verdict: 'ship', at: secondDay };
    const before = await readCatalog(db);
    await expect(setVerdict(db, { ...right, ...wrong })).rejects.toMatchObject({
      name: 'Refusal',
      message,
    });
    expect(await readCatalog(db)).toEqual(before);
  });

  it('is refused a tool of another comparison', async () => {
    await importParts(db, { first: { name: 'Quill' } });
    await expect(classify('guest', 'ship', 'quill')).rejects.toThrow('“quill” is not a tool of');
  });
});

describe('a verdict that contradicts the percentage', () => {
  it.each([
    ['100%', 'ship', 'skip'],
    ['0%', 'skip', 'ship'],
  ])('is refused at %s, where every seat said %s', async (panel, printed, other) => {
    await importAt(panel);
    expect(await classify('builder', printed)).toEqual({ changed: false });
    for (const verdict of [other, 'unknown'])
      await expect(classify('builder', verdict)).rejects.toThrow(
        `The panel ship of “Lantern” is ${panel}, so every seat said ${printed}, and the builder can have no other verdict.`,
      );
    expect(await verdicts()).toEqual(Array(4).fill(printed));
  });

  it.each([
    ['75%', 'skip', 1, 'skeptic'],
    ['50%', 'skip', 2, 'skeptic, futurist'],
    ['50%', 'ship', 2, 'skeptic, futurist'],
    ['25%', 'ship', 1, 'skeptic'],
    ['75%', 'ship', 3, 'skeptic, futurist, guest'],
  ])(
    'is refused at %s as soon as one %s more than %i cannot be',
    async (panel, verdict, room, seats) => {
      await importAt(panel);
      for (const seat of seats.split(', ')) await classify(seat, verdict);
      await expect(classify('builder', verdict)).rejects.toMatchObject({
        kind: 'conflict',
        message: `The panel ship of “Lantern” is ${panel}, so ${room} of the 4 seats said ${verdict}, and ${seats} already did: set one of these to unknown first.`,
      });
    },
  );

  it.each(['25%', '50%', '75%'])(
    'can never be the fourth at %s: once all are known, they agree',
    async (panel) => {
      const ships = Number.parseInt(panel, 10) / 25;
      for (let choices = 0; choices < 16; choices++) {
        await importAt(panel);
        const said = ['builder', 'skeptic', 'futurist', 'guest'].map((seat, at) => ({
          seat,
          verdict: choices & (1 << at) ? 'ship' : 'skip',
        }));
        const refused: string[] = [];
        for (const { seat, verdict } of said)
          await classify(seat, verdict).catch((error: Error) => refused.push(error.name));
        const agrees = said.filter(({ verdict }) => verdict === 'ship').length === ships;
        expect(refused.length === 0).toBe(agrees);
        expect((await verdicts()).includes('unknown')).toBe(!agrees);
      }
    },
  );

  it('can be anything at a percentage that is not a multiple of 25, since four seats cannot match it', async () => {
    await importAt('33%');
    for (const seat of ['builder', 'skeptic', 'futurist', 'guest']) await classify(seat, 'skip');
    expect(await verdicts()).toEqual(Array(4).fill('skip'));
  });

  it('is refused to an editor while another has set a verdict and not yet committed', async () => {
    await importAt('75%');
    const second = await db.transaction().execute(async (tx) => {
      await setVerdict(tx, {
        comparison,
        tool: 'lantern',
        seat: 'builder',
        verdict: 'skip',
        at: firstDay,
      });
      const waiting = classify('skeptic', 'skip').catch((error: Error) => error.name);
      await new Promise((resolve) => setTimeout(resolve, 200));
      return { waiting };
    });
    expect(await second.waiting).toBe('Refusal');
    expect(await verdicts()).toEqual(['skip', 'unknown', 'unknown', 'unknown']);
  });
});
