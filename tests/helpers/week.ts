import { importReaders } from '../../src/audience/lists/import-readers';
import { importFiles } from '../../src/catalog/pages/import-files';
import { listSamples } from '../../src/demo/samples';
import { getIssue, type Issue } from '../../src/issues/find';
import { readSettings, setSetting } from '../../src/platform/settings/settings';
import { openWeek } from '../../src/selection/open-week';
import { planDueIssues } from '../../src/sending/plan';
import { release } from '../../src/sending/release';
import { HOUR_MS, type TestDeps } from './deps';

/** Every second one has said yes to opens. */
function readerCsv(count: number, prefix = 'reader'): string {
  const lines = Array.from(
    { length: count },
    (_, i) => `${prefix}${i + 1}@example.com,${i % 2 ? 'no' : 'yes'}`,
  );
  return ['email,opens', ...lines].join('\n');
}

export async function addReaders(
  deps: Pick<TestDeps, 'db' | 'installation' | 'now'>,
  count: number,
  prefix?: string,
): Promise<void> {
  const { db, installation, now } = deps;
  const input = { consent: 'at a fair', installation, actor: 'test', at: now() };
  await importReaders(db, { csv: readerCsv(count, prefix), ...input });
}

/** The sample pages in the catalog, and the week's draft from them. */
export async function openDraft(deps: TestDeps): Promise<Issue> {
  const { db, newId, now } = deps;
  const paths = (await listSamples()).map((sample) => sample.path);
  await importFiles(db, { paths, publishedOn: '2026-11-20', newId, at: now() });
  await setSetting(db, { name: 'postal-address', value: '1 Sample Street, Berlin', at: now() });
  const settings = await readSettings(db);
  const { number } = await openWeek(db, { settings, at: now(), actor: 'open-week' });
  return getIssue(db, number!);
}

/** The next week's draft, from what is left in the catalog. */
export async function openNextDraft({ db, now }: TestDeps): Promise<Issue> {
  const settings = await readSettings(db);
  const { number } = await openWeek(db, { settings, at: now(), actor: 'open-week' });
  return getIssue(db, number!);
}

/** A released issue whose hour comes in one hour. */
export async function releaseDraft(deps: TestDeps): Promise<Issue> {
  const { number } = await openDraft(deps);
  const sendAt = new Date(deps.now().getTime() + HOUR_MS);
  await release(deps, { number, sendAt, actor: 'Edda', at: deps.now() });
  return getIssue(deps.db, number);
}

/** A released issue whose hour has come and whose audience is frozen: it is sending. */
export async function planRelease(deps: TestDeps): Promise<Issue> {
  const { number } = await releaseDraft(deps);
  deps.clock.advance(HOUR_MS);
  await planDueIssues(deps.db, { actor: 'send-due', at: deps.now() });
  return getIssue(deps.db, number);
}
