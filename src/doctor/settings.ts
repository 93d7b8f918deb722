import { readSettings } from '../platform/settings/settings';
import type { Check } from './check';
import { fault, look, ok } from './finding';

export const postalCheck: Check = {
  name: 'postal address',
  place: 'verdicts settings set postal-address "…"',
  examine: async ({ deps: { db } }) =>
    (await readSettings(db))['postal-address'] === ''
      ? fault('There is none, and the law wants one at the foot of every issue.')
      : ok('It stands at the foot of every issue.'),
};

export const staffCheck: Check = {
  name: 'staff address',
  place: 'verdicts settings set staff-address …',
  examine: async ({ deps: { db } }) =>
    (await readSettings(db))['staff-address'] === ''
      ? look('There is none: when an issue pauses by itself, nobody is mailed.')
      : ok('Alerts are mailed to staff.'),
};
