import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { bundleScript } from '../helpers/processes/script';

const MINUTES = 6 * 60;
const script = await bundleScript(join(import.meta.dirname, 'ticking-process.ts'));

/** The minutes at which a process in this zone ticked within six hours. */
async function tick(zone: string, from: string): Promise<string[]> {
  const program = [script, from, String(MINUTES)];
  const env = { PATH: process.env.PATH, TZ: zone };
  const { stdout } = await promisify(execFile)(process.execPath, program, { env });
  return JSON.parse(stdout) as string[];
}

function eachMinute(from: string): string[] {
  return Array.from({ length: MINUTES }, (_, nth) =>
    new Date(Date.parse(from) + (nth + 1) * 60_000).toISOString(),
  );
}

describe('the tick comes in every minute', () => {
  it.each([
    ['Europe/Berlin', 'back', '2026-10-24T22:00:00.000Z'],
    ['Europe/Berlin', 'forward', '2027-03-27T22:00:00.000Z'],
    ['America/New_York', 'back', '2026-11-01T03:00:00.000Z'],
    ['America/New_York', 'forward', '2027-03-14T04:00:00.000Z'],
    ['Australia/Lord_Howe', 'back by half an hour', '2027-04-03T12:00:00.000Z'],
    ['America/Havana', 'back at midnight', '2026-11-01T02:00:00.000Z'],
  ])('of a process in %s while its clocks go %s', async (zone, _, from) => {
    expect(await tick(zone, from)).toEqual(eachMinute(from));
  });
});
