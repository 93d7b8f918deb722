import { readSettings } from '../src/platform/settings';
import { openWeek } from '../src/selection/open-week';
import type { Job } from './job';

export const openWeekJob: Job = {
  name: 'open-week',
  cron: '0 6 * * 1',
  run: async ({ db }, at) => {
    const settings = await readSettings(db);
    return (await openWeek(db, { settings, at, actor: 'open-week' })).says;
  },
};
