import { expect, it } from 'vitest';
import { isProof } from './options';
import { runChaos } from './run';

it('an issue sent by three services that are killed while everything fails reaches every reader once, or says why not', async () => {
  const options = { kills: 3, seed: 7, readers: 1_500 };
  const report = await runChaos(options, () => {});
  expect(report).toMatchObject({ lost: 0, doubled: 0, mismatched: 0, unwanted: 0, unknown: 0 });
  expect(report.kills).toBeGreaterThanOrEqual(options.kills);
  expect(isProof(report, options)).toBe(true);
}, 300_000);
