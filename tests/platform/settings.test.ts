import { expect, it } from 'vitest';
import { readSettings, setSetting } from '../../src/platform/settings/settings';
import { cloneDatabase } from '../helpers/database';
import { restoreBeforeEach } from '../helpers/restore-before-each';

const db = await cloneDatabase();
await restoreBeforeEach(db);
const at = new Date('2026-11-20T08:00:00Z');
const set = (name: string, value: string) => setSetting(db, { name, value, at });

it('settings start with values that work and keep what is set', async () => {
  expect(await readSettings(db)).toMatchObject({
    floor: 20,
    'time-zone': 'UTC',
    'postal-address': '',
  });
  expect((await set('floor', '30')).floor).toBe(30);
  expect((await readSettings(db)).floor).toBe(30);
});

it('a setting is found whether its words are joined by spaces, underscores or hyphens', async () => {
  expect((await set('postal address', '1 Sample Street'))['postal-address']).toBe(
    '1 Sample Street',
  );
  expect((await set('POSTAL_ADDRESS', '2 Sample Street'))['postal-address']).toBe(
    '2 Sample Street',
  );
});

it('an invalid value is refused in a sentence and changes nothing', async () => {
  const before = await readSettings(db);
  const wrong = {
    floor: 'many',
    'time-zone': 'Mars/Olympus',
    'weekly-hour': 'someday',
    'open-tracking': 'always',
    colour: 'red',
  };
  for (const [name, value] of Object.entries(wrong)) {
    await expect(set(name, value)).rejects.toMatchObject({ name: 'Refusal', kind: 'invalid' });
  }
  expect(await readSettings(db)).toEqual(before);
});

it('a number is written in digits: an empty value or another spelling changes nothing', async () => {
  const before = await readSettings(db);
  const numbers = ['rest-issues', 'first-wave', 'floor', 'sign-ups-an-hour', 'brake-bounces'];
  for (const name of numbers) {
    for (const value of ['', ' ', '\u200b', '0x10', '1e1', '0b11', '+5', '-0', '5.']) {
      await expect(set(name, value), `${name} "${value}"`).rejects.toThrow('is not valid for');
    }
    expect((await set(name, ' 12 ')) as Record<string, unknown>).toMatchObject({ [name]: 12 });
    await set(name, String(before[name as 'floor']));
  }
  expect((await set('brake-complaints', '0.05'))['brake-complaints']).toBe(0.05);
  await set('brake-complaints', '0.08');
  expect(await readSettings(db)).toEqual(before);
});

it('names and addresses are cleaned, and what no header or page can hold is refused by name', async () => {
  const name = '\u200bCafe\u0301\u00a0Verdicts\u202e ';
  expect((await set('newsletter-name', name))['newsletter-name']).toBe('Café Verdicts');
  expect((await set('staff-address', 'ad\u200ba@example.com\u00a0'))['staff-address']).toBe(
    'ada@example.com',
  );
  await expect(set('newsletter-name', 'Verdicts\uffff')).rejects.toThrow('U+FFFF');
  await expect(set('postal-address', '1 Sample Street\nBerlin')).rejects.toThrow('U+000A');
  await expect(set('newsletter-name', '\u200b')).rejects.toThrow('at least one character');
});
