import { importFiles } from '../../src/catalog/pages/import-files';
import { listSamples } from '../../src/demo/samples';
import { getIssue } from '../../src/issues/find';
import type { Deps } from '../../src/platform/deps';
import { readSettings, setSetting } from '../../src/platform/settings/settings';
import { openWeek } from '../../src/selection/open-week';
import { planDueIssues } from '../../src/sending/plan';
import { release } from '../../src/sending/release';

export interface SentIssue {
  id: number;
  number: number;
}

/** The sample pages' first issue, released for this moment. */
export async function releaseSampleIssue(deps: Deps): Promise<SentIssue> {
  const { db, newId, now } = deps;
  const at = now();
  const paths = (await listSamples()).map((sample) => sample.path);
  const publishedOn = at.toISOString().slice(0, 10);
  await importFiles(db, { paths, publishedOn, newId, at });
  await setSetting(db, { name: 'postal-address', value: '4 Quay Street, Cork', at });
  const settings = await readSettings(db);
  const { number } = await openWeek(db, { settings, at, actor: 'test' });
  const sendAt = new Date(at.getTime() + 1);
  await release(deps, { number: number!, sendAt, actor: 'test', at });
  return getIssue(db, number!);
}

/** Freezes the audience of due issues; they go out once somebody enqueues them. */
export async function planNow({ db, now }: Deps): Promise<void> {
  await planDueIssues(db, { actor: 'test', at: new Date(now().getTime() + 1_000) });
}
