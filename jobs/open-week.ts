import { MINUTE_MS } from '../src/platform/durations';
import { readSettings } from '../src/platform/settings/settings';
import { openDueWeek } from '../src/selection/due-week';
import { openWeek } from '../src/selection/open-week';
import { alertOnMissedWeeks } from '../src/selection/weeks-without-issue';
import type { Job } from './job';

const ACTOR = 'open-week';
const QUARTER_MS = 15 * MINUTE_MS;

export const openWeekJob: Job = {
  name: 'open-week',
  cron: '*/15 * * * *',
  withinMs: 2 * MINUTE_MS,
  /** Opens the next week at once, however far off its hour is. */
  run: async (deps, at) => {
    const settings = await readSettings(deps.db);
    await alertOnMissedWeeks(deps, { settings, at });
    return (await openWeek(deps.db, { settings, at, actor: ACTOR })).says;
  },
  runSlot: async (deps, at) => {
    const settings = await readSettings(deps.db);
    return openDueWeek(deps, { settings, at, actor: ACTOR, everyMs: QUARTER_MS });
  },
};
