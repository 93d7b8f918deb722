import { readSettings } from '../platform/settings/settings';
import type { Check } from './check';
import { fault, look, ok } from './finding';

export const postalCheck: Check = {
  name: 'postal address',
  place: 'verdicts settings set postal-address "…"',
  examine: async ({ deps: { db } }) =>
    (await readSettings(db))['postal-address'] === ''
      ? fault('There is none, and the law requires one at the foot of every issue.')
      : ok('It is at the foot of every issue.'),
};

export const staffCheck: Check = {
  name: 'staff address',
  place: 'verdicts settings set staff-address …',
  examine: async ({ deps: { db } }) =>
    (await readSettings(db))['staff-address'] === ''
      ? look('There is none, so nobody gets a mail when an issue pauses itself.')
      : ok('Alerts are mailed to staff.'),
};
