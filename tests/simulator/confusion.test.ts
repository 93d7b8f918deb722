import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { machines } from '../../src/demo/simulator/machines';
import { RULE_VERSION, rules } from '../../src/tracking/machine';
import { measured } from '../../src/tracking/measured';
import { cloneDatabase } from '../helpers/database';
import { countHeld, heldShare, openLine, toPeopleTable, toTable, total } from './confusion';
import { laterMachines } from './later-machines';
import { play } from './play';

/** `npm run machines` plays the whole measure of docs/machines.md, in a minute; otherwise a third. */
const isWhole = process.env.MACHINES === 'whole';
const sizes = isWhole ? { known: 300, later: 60 } : { known: 100, later: 20 };
const [known, later] = await Promise.all([
  play(await cloneDatabase(), { readers: sizes.known, machines, seed: 7 }),
  play(await cloneDatabase(), {
    readers: sizes.later,
    machines: laterMachines,
    seed: 8,
    apart: true,
  }),
]);

const people = countHeld(known, 'person');
const scanners = countHeld(known, 'machine');
const laterScanners = countHeld(later, 'machine');
const allPeople = total('all people', people);
const allScanners = total('all machines', scanners);
const tabOpeners = total('people with a scanner’s shape', countHeld(later, 'person'));
const allLater = total('all later machines', laterScanners);
const tables = [
  toPeopleTable([...people, allPeople]),
  toTable([...scanners, allScanners]),
  openLine(known),
  toTable([...laterScanners, allLater]),
  toPeopleTable(countHeld(later, 'person')),
];

if (isWhole) process.stdout.write(`\n${tables.join('\n\n')}\n`);

describe('on simulated readers and machines, the rules', () => {
  it('hold at least 99% of machines’ casts', () => {
    expect(allScanners.casts).toBeGreaterThan(3 * sizes.known);
    expect(heldShare(allScanners)).toBeGreaterThanOrEqual(0.99);
  });

  it('hold at most 0.5% of people’s casts', () => {
    expect(allPeople.casts).toBeGreaterThan(2.5 * sizes.known);
    expect(heldShare(allPeople)).toBeLessThanOrEqual(0.005);
  });

  it('lose at most 0.5% of people’s votes, and none of people who come soon after a scanner', () => {
    expect(allPeople.votes).toBeGreaterThan(1.5 * sizes.known);
    expect(allPeople.lost / allPeople.votes).toBeLessThanOrEqual(0.005);
    const soonAfter = people.find(({ who }) => who === 'soon after a scanner')!;
    expect(soonAfter.votes).toBeGreaterThan(sizes.known / 10);
    expect(soonAfter.lost).toBe(0);
  });

  it('count people’s opens within 2% of the truth', () => {
    const { truth, report } = known.opens;
    expect(truth).toBeGreaterThan(sizes.known / 4);
    expect(Math.abs(report.person - truth) / truth).toBeLessThanOrEqual(0.02);
  });

  it.runIf(isWhole)('do no better in docs/machines.md than they do here', async () => {
    const page = await readFile('docs/machines.md', 'utf8');
    for (const table of tables) expect(page).toContain(table);
  });

  it('are listed in docs/machines.md, with their version', async () => {
    const page = await readFile('docs/machines.md', 'utf8');
    expect(page).toContain(`(currently ${RULE_VERSION})`);
    for (const { name, class: hitClass, says } of rules) {
      expect(page).toContain(`| \`${name}\` | ${hitClass} | ${says} |`);
    }
  });

  it.runIf(isWhole)('are wrong as often as the page on how votes are counted says', () => {
    expect(measured).toEqual({
      people: { casts: allPeople.casts, held: allPeople.held },
      tabOpeners: { casts: tabOpeners.casts, held: tabOpeners.held },
      machines: { casts: allScanners.casts, held: allScanners.held },
      laterMachines: { casts: allLater.casts, held: allLater.held },
    });
  });
});
