import { importReaders } from '../../src/audience/import-readers';
import { importFiles } from '../../src/catalog/import-files';
import { listSamples } from '../../src/local/samples';
import type { Deps } from '../../src/platform/deps';
import { readSettings, setSetting } from '../../src/platform/settings';
import { openWeek } from '../../src/selection/open-week';
import { planDueIssues } from '../../src/sending/plan';
import { release } from '../../src/sending/release';
import { readerCsv } from '../helpers/week';

export interface SentIssue {
  id: number;
  number: number;
}

/** Readers, and an issue that goes out to them from this moment. */
export async function planIssue(deps: Deps, readers: number): Promise<SentIssue> {
  const { db, newId, now, installation } = deps;
  const at = now();
  const input = { consent: 'at a fair', installation, actor: 'chaos', at };
  await importReaders(db, { csv: readerCsv(readers), ...input });
  const paths = (await listSamples()).map((sample) => sample.path);
  const publishedOn = at.toISOString().slice(0, 10);
  await importFiles(db, { paths, publishedOn, newId, at });
  await setSetting(db, { name: 'postal-address', value: '4 Quay Street, Cork', at });
  const settings = await readSettings(db);
  const { number } = await openWeek(db, { settings, at, actor: 'chaos' });
  const sendAt = new Date(at.getTime() + 1_000);
  await release(db, { number: number!, sendAt, actor: 'chaos', at });
  const [planned] = await planDueIssues(db, { actor: 'chaos', at: sendAt });
  return { id: planned!.issueId, number: planned!.number };
}
