import { describe, expect, it } from 'vitest';
import { guardBallotsJob } from '../../jobs/guard-ballots';
import type { Issue } from '../../src/issues/find';
import { listAlerts } from '../../src/platform/alerts';
import { readReport } from '../../src/statistics/report';
import { listHolds } from '../../src/votes/domains/decide-hold';
import { privateDomainOf } from '../../src/votes/domains/private-domain';
import { cloneDatabase } from '../helpers/database';
import { HOUR_MS } from '../helpers/deps';
import {
  openBallotFixture,
  readBallot,
  readCounts,
  readFigures,
  readOwnVotes,
  readResult,
  voteAsRows,
} from '../helpers/fixtures/ballot-fixture';
import { runCommand } from '../helpers/processes/program';
import { restoreBeforeEach } from '../helpers/restore-before-each';

/** A number of invented readers at a domain. */
const at = (domain: string, count: number) =>
  Array.from({ length: count }, (_, index) => `r${index + 1}@${domain}`);
const gmail = at('gmail.com', 200);
const exact = at('exact.example', 10);
const nine = at('nine.example', 9);
const many = at('example.com', 88);
const firm = [...at('firm.example', 8), ...at('mail.firm.example', 4)];
const close = at('close.example', 10);
const silent = 'silent@firm.example';

const db = await cloneDatabase();
const addresses = [...gmail, ...exact, ...nine, ...many, ...firm, ...close, silent];
const fixture = await openBallotFixture(db, addresses);
const { deps, clock, first, press, planNext } = fixture;
await restoreBeforeEach(db, clock);

const guard = () => guardBallotsJob.run(deps, clock.now());
const alerts = () => listAlerts(db, { limit: 50 });
const vote = (emails: string[], place = 0, issue = first) =>
  voteAsRows(deps, { issue, emails, place });

/** Twelve of the 205 voters of the first issue have an address at firm.example, which is held. */
async function holdFirm(): Promise<void> {
  await vote(gmail.slice(0, 183));
  await vote(close);
  await vote(firm);
  expect(await readFigures(db, first)).toEqual(['205:0', '0:0']);
  await guard();
}

/** Twelve of the hundred votes on the second tool are firm.example's. */
async function crowdSecondTool(issue: Issue): Promise<void> {
  await vote(gmail, 0, issue);
  await vote(many, 1, issue);
  await vote(firm, 1, issue);
}

/** The domains that are held, and how many of how many voters they had. */
async function holds(): Promise<string[]> {
  const found = await listHolds(db, { limit: 50 });
  return found.map((hold) => `${hold.domain} ${hold.voters}/${hold.of_voters} ${hold.state}`);
}

const decide = (word: 'count' | 'refuse', issue: Issue, domain = 'firm.example') =>
  runCommand(deps, 'holds', word, String(issue.number), domain, '--by', 'Edda');

describe('a private domain', () => {
  it('is not held with exactly 5%, with nine voters, or if anybody can have an address there', async () => {
    await vote(gmail.slice(0, 190));
    await vote(exact);
    await vote(nine, 1);
    await vote(many.slice(0, 21), 1);
    await guard();
    expect(await holds()).toEqual([]);
    await planNext();
    expect(await holds()).toEqual([]);
    expect(await alerts()).toEqual([]);
  });

  it('with ten voters and more than 5% of a ballot is held, its subdomains with it: votes and figures', async () => {
    await holdFirm();
    expect(await holds()).toEqual(['firm.example 12/205 held']);
    expect(await readFigures(db, first)).toEqual(['193:0', '0:0']);
    const { votes } = await readReport(db, { number: first.number });
    expect(votes).toEqual({ counted: 193, provisional: 0, held: 12 });
  });

  it('that is held makes no other one crowded, and staff are told once, by however many machines', async () => {
    await holdFirm();
    await Promise.all([guard(), guard(), guard()]);
    clock.advance(7 * HOUR_MS);
    await guard();
    expect(await holds()).toEqual(['firm.example 12/205 held']);
    const told = await alerts();
    expect(told).toHaveLength(1);
    expect(told[0]!.says).toContain('12 of 205 voters in issue 1 have an address at firm.example');
  });

  it('is held with all of its readers in the audience: later votes are held too', async () => {
    await holdFirm();
    expect((await press(first, silent, { place: 1 })).status).toBe(200);
    expect(await readFigures(db, first)).toEqual(['193:0', '0:0']);
  });

  it('with that much of one tool’s votes is held, by the plan too if no job has run', async () => {
    await holdFirm();
    const held = await planNext();
    expect(await readResult(db, first)).toEqual(['193:0', '0:0']);
    await crowdSecondTool(held);
    const next = await planNext();
    expect((await holds())[0]).toBe('firm.example 12/100 held');
    expect(await readResult(db, held)).toEqual(['200:0', '88:0']);
    expect(await readBallot(db, held)).toMatchObject({ voters: 288, counted: 288, held: 12 });
    const said = await readOwnVotes(db, next);
    expect(Object.keys(said)).toHaveLength(288);
    expect(firm.filter((email) => said[email])).toEqual([]);
    await guard();
    expect(await alerts()).toHaveLength(2);
  });
});

describe('an editor’s word on held votes', () => {
  it('“count” brings them back into the result while it is not frozen', async () => {
    await vote(firm);
    await vote(many);
    await guard();
    expect(await readFigures(db, first)).toEqual(['88:0', '0:0']);
    const { out, code } = await decide('count', first);
    expect([code, out]).toEqual([0, 'Votes from firm.example in issue 1 are counted from now on.']);
    expect(await readFigures(db, first)).toEqual(['100:0', '0:0']);
    await guard();
    expect(await readFigures(db, first)).toEqual(['100:0', '0:0']);
    const next = await planNext();
    expect(await readResult(db, first)).toEqual(['100:0', '0:0']);
    expect((await readOwnVotes(db, next))[firm[0]!]).toBe('+.');
  });

  it('is given once', async () => {
    await holdFirm();
    await decide('count', first);
    const { said, code } = await decide('refuse', first);
    expect([code, said]).toEqual([1, 'The votes from firm.example are already counted.']);
    expect((await decide('count', first, 'nine.example')).said).toBe(
      'No votes from nine.example are held in issue 1: see `verdicts holds`.',
    );
  });

  it('“count” after the freeze brings them into the community’s figures, and leaves result and mails', async () => {
    await crowdSecondTool(first);
    await planNext();
    const before = [await readResult(db, first), await readBallot(db, first)];
    const words = (await decide('count', first)).out;
    expect(words).toContain('frozen and stays as it was sent; the community’s figures change');
    expect(await readFigures(db, first)).toEqual(['200:0', '100:0']);
    expect([await readResult(db, first), await readBallot(db, first)]).toEqual(before);
  });

  it('“refuse” leaves them out for good', async () => {
    await holdFirm();
    const next = await planNext();
    await crowdSecondTool(next);
    await guard();
    expect((await decide('refuse', first)).code).toBe(0);
    expect((await decide('count', next)).code).toBe(0);
    expect(await readFigures(db, first)).toEqual(['193:0', '0:0']);
    await guard();
    const list = JSON.parse((await runCommand(deps, 'holds', '--json')).out);
    expect(list.holds.map((hold: { state: string }) => hold.state)).toEqual(['counted', 'refused']);
    expect(list.holds[1]).toMatchObject({ issue: 1, domain: 'firm.example', actor: 'Edda' });
  });
});

describe('a provider, where anybody has an address,', () => {
  it.each([
    'gmail.com',
    'googlemail.com',
    'hotmail.co.uk',
    'yahoo.co.in',
    'outlook.fr',
    'gmx.ch',
    'privaterelay.appleid.com',
    'example.com',
  ])('is no private domain: %s', (domain) => {
    expect(privateDomainOf(domain)).toBeNull();
  });

  it.each([
    ['firm.example', 'firm.example'],
    ['a.b.firm.example.co.uk', 'example.co.uk'],
    ['ann.github.io', 'ann.github.io'],
    ['yahoo.example', 'yahoo.example'],
    ['mail.hotmail.firm.fr', 'firm.fr'],
    ['ann.fastmail.com', 'ann.fastmail.com'],
  ])('%s belongs to whoever registered %s', (domain, registered) => {
    expect(privateDomainOf(domain)).toBe(registered);
  });
});

it('votes and tallies come out the same after a recount', async () => {
  await holdFirm();
  const next = await planNext();
  await crowdSecondTool(next);
  await guard();
  await decide('count', next);
  const { counted, recounted } = await readCounts(db);
  expect(counted.votes.length).toBeGreaterThan(400);
  expect(recounted).toEqual(counted);
});
