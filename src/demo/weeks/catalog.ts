import { importFiles } from '../../catalog/pages/import-files';
import { setVerdict } from '../../catalog/set-verdict';
import { DAY_MS } from '../../platform/durations';
import { listSamples } from '../samples';

import type { DemoService } from './demo-service';

interface Publishing {
  /** Those published up to here are in the catalog; null if none is. */
  after: Date | null;
  /** The last one's publication; one comes a day. */
  lastAt: Date;
}

/** With the verdicts that an editor knows. */
export async function publishSamples(
  { deps, progress }: DemoService,
  { after, lastAt }: Publishing,
): Promise<void> {
  const now = deps.now();
  const samples = await listSamples();
  const dated = samples.map((sample, index) => {
    const daysEarlier = samples.length - 1 - index;
    return { ...sample, at: new Date(lastAt.getTime() - daysEarlier * DAY_MS) };
  });
  const due = dated.filter(({ at }) => at <= now && (after === null || at > after));
  progress(`Importing ${due.length} of ${samples.length} sample comparisons …`);
  for (const sample of due) await publish(deps, sample);
}

type Sample = Awaited<ReturnType<typeof listSamples>>[number];

async function publish(
  { db, newId }: DemoService['deps'],
  { path, verdicts, at }: Sample & { at: Date },
): Promise<void> {
  const { imported, refused } = await importFiles(db, { paths: [path], newId, at });
  if (refused[0]) throw new Error(`${refused[0].file}: ${refused[0].reason}`);
  for (const verdict of verdicts) {
    await setVerdict(db, { comparison: imported[0]!.slug, ...verdict, at });
  }
}
