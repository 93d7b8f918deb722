import { openDatabase } from '../../src/platform/database';
import { readSettings } from '../../src/platform/settings/settings';
import { openWeek } from '../../src/selection/open-week';
import { silent } from '../helpers/silent-log';

// Opens a week in its own process and waits, before the commit, to be killed.
const [url, at] = process.argv.slice(2) as [string, string];
await openDatabase(url, { max: 1, log: silent })
  .transaction()
  .execute(async (tx) => {
    const settings = await readSettings(tx);
    const { says } = await openWeek(tx, { settings, actor: 'open-week', at: new Date(at) });
    process.stdout.write(`${says}\n`);
    await new Promise((resolve) => setTimeout(resolve, 60_000));
  });
