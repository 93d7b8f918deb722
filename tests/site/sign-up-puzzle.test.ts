import type { Challenge } from 'altcha-lib';
import { expect, it } from 'vitest';
import { sweepJob } from '../../jobs/sweep';
import { createApp } from '../../src/app';
import { makePuzzle } from '../../src/platform/puzzle';
import { setSetting } from '../../src/platform/settings/settings';
import { Signer } from '../../src/platform/signer';
import { cloneDatabase } from '../helpers/database';
import { makeDeps } from '../helpers/deps';
import { puzzleIn, solvePuzzle } from '../helpers/fixtures/puzzle';
import { postSignUp } from '../helpers/fixtures/sign-up';
import { addReaders } from '../helpers/fixtures/week';
import { readFingerprints } from '../helpers/table-counts';

const LIFE_MS = 10 * 60_000;
const EMAIL = 'ada@example.com';

const db = await cloneDatabase();
const deps = await makeDeps(db);
await addReaders(deps, 1);
const app = createApp(deps);
const turn = (value: 'on' | 'off') =>
  setSetting(db, { name: 'sign-up-puzzle', value, at: deps.now() });
await turn('on');

const readPage = async (path = '/signup') => (await app.request(path)).text();
const ask = async () => puzzleIn(await readPage());
const post = (altcha?: string, email = EMAIL) => postSignUp(deps, email, { altcha });

async function expectRefused(altcha: string | undefined, status: number, words: string) {
  const before = await readFingerprints(db);
  const answer = await post(altcha);
  expect(answer.status).toBe(status);
  const page = await answer.text();
  expect(page).toContain(words);
  expect(page).toContain(`value="${EMAIL}"`);
  expect(page).not.toContain('aria-invalid');
  expect(puzzleIn(page).parameters.nonce).toMatch(/^[0-9a-f]{32}$/);
  expect(answer.headers.get('set-cookie')).toBeNull();
  await deps.settle();
  expect(await readFingerprints(db)).toEqual(before);
}

type Given = { challenge: Challenge; solution: object };

function changed(altcha: string, change: (given: Given) => object): string {
  const given = JSON.parse(atob(altcha)) as Given;
  change(given);
  return btoa(JSON.stringify(given));
}

it('is asked for on both pages with the form, a new one each time, and only if it is set on', async () => {
  const nonces = [await ask(), await ask(), puzzleIn(await readPage('/'))];
  expect(new Set(nonces.map(({ parameters }) => parameters.nonce)).size).toBe(3);
  const { headers } = await app.request('/');
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('content-security-policy')).toMatch(/default-src 'none'.*script-src 'self'$/);
  await turn('off');
  for (const path of ['/', '/signup']) {
    const answer = await app.request(path);
    expect(await answer.text()).not.toMatch(/data-puzzle|<script|noscript/);
    expect(answer.headers.get('content-security-policy')).not.toContain('script-src');
  }
  expect((await post(undefined, 'off@example.com')).status).toBe(200);
  await deps.settle();
  await turn('on');
});

it('tells a browser without JavaScript plainly what to do', async () => {
  expect(await readPage()).toMatch(/<noscript>.*needs\s+JavaScript.*<\/noscript>/s);
});

it('solved lets the sign-up in, with the same answer for a known address and a new one', async () => {
  const answers = [];
  for (const email of ['bela@example.com', 'reader1@example.com']) {
    const answer = await post(await solvePuzzle(await ask()), email);
    answers.push([answer.status, await answer.text()]);
  }
  expect(answers[0]![0]).toBe(200);
  expect(answers[1]).toEqual(answers[0]);
  await deps.settle();
});

it('left out, or answered with anything else, is refused and changes nothing', async () => {
  const solved = await solvePuzzle(await ask());
  await expectRefused(undefined, 400, 'has to solve a small puzzle');
  await expectRefused('', 400, 'has to solve a small puzzle');
  for (const junk of ['x', '{}', btoa('null'), btoa('{"challenge":{}}'), solved.slice(0, -20)]) {
    await expectRefused(junk, 400, 'wasn’t solved');
  }
});

it('answered with another key than the one that had to be found is refused', async () => {
  const solved = await solvePuzzle(await ask());
  const derivedKey = '00'.repeat(32);
  const wrong = changed(solved, (given) => Object.assign(given.solution, { derivedKey }));
  await expectRefused(wrong, 400, 'wasn’t solved');
});

it('made easier or longer-lived by its solver is refused', async () => {
  const solved = await solvePuzzle(await ask());
  for (const change of [{ cost: 1 }, { keyPrefix: '00' }, { nonce: '0'.repeat(32) }]) {
    const easier = changed(solved, ({ challenge }) => Object.assign(challenge.parameters, change));
    await expectRefused(easier, 400, 'wasn’t solved');
  }
  const longer = changed(solved, ({ challenge }) =>
    Object.assign(challenge.parameters.data!, { until: 4e12 }),
  );
  await expectRefused(longer, 400, 'wasn’t solved');
});

it('solved once is accepted once, even if it is posted many times at the same moment', async () => {
  const solved = await solvePuzzle(await ask());
  const answers = await Promise.all([1, 2, 3, 4].map((n) => post(solved, `once${n}@example.com`)));
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409, 409]);
  await deps.settle();
  await expectRefused(solved, 409, 'has been used before');
});

it('is not used up by an address that has to be typed again', async () => {
  const solved = await solvePuzzle(await ask());
  expect((await post(solved, 'nobody')).status).toBe(400);
  expect((await post(solved, 'dora@example.com')).status).toBe(200);
  await deps.settle();
});

it('lapses after ten minutes, and is refused as well once the sweep has forgotten that it was used', async () => {
  const [late, early] = [await solvePuzzle(await ask()), await solvePuzzle(await ask())];
  deps.clock.advance(LIFE_MS - 1);
  expect((await post(early, 'elin@example.com')).status).toBe(200);
  await deps.settle();
  deps.clock.advance(1);
  await expectRefused(late, 409, 'open for more than ten minutes');
  await sweepJob.run(deps, deps.now());
  await expectRefused(early, 409, 'open for more than ten minutes');
});

it('signed by somebody else, or by another installation with the same key, is refused', async () => {
  const keys = deps.config.signingKeys;
  const stranger = { id: 1, secret: Buffer.alloc(32, 8) };
  for (const signer of [
    new Signer({ installationId: deps.installation.id, keys: [stranger] }),
    new Signer({ installationId: 'elsewhere', keys }),
    new Signer({ installationId: deps.installation.id, keys: [{ ...stranger, id: 9 }] }),
  ]) {
    const challenge = JSON.parse(await makePuzzle(signer, deps.now())) as Challenge;
    await expectRefused(await solvePuzzle(challenge), 400, 'wasn’t solved');
  }
});

it('is signed with the newest key, and one signed with an older known key still counts', async () => {
  const before = await solvePuzzle(await ask());
  const keys = [...deps.config.signingKeys, { id: 2, secret: Buffer.alloc(32, 2) }];
  const signer = new Signer({ installationId: deps.installation.id, keys });
  const after = { ...deps, signer };
  expect(JSON.parse(await makePuzzle(signer, deps.now())).parameters.data.key).toBe(2);
  expect((await postSignUp(after, 'faro@example.com', { altcha: before })).status).toBe(200);
  await deps.settle();
});
