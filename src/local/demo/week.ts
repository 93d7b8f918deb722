import { importReaders } from '../../audience/import-readers';
import { suppressAddress } from '../../audience/suppress';
import { importFiles } from '../../catalog/import-files';
import { setVerdict } from '../../catalog/set-verdict';
import { getIssue } from '../../issues/find';
import type { Deps } from '../../platform/deps';
import { setSetting } from '../../platform/settings';
import { openWeek } from '../../selection/open-week';
import { release } from '../../sending/release';
import { sendDue } from '../../sending/send-due';
import { listSamples } from '../samples';
import { inventReaders } from './people';

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;
const READERS = 1_000;

interface Week {
  progress: (text: string) => void;
  chance: () => number;
}

/** Catalog, readers, draft, release and sending, as an ordinary week has them. Returns the issue's number. */
export async function runWeek(deps: Deps, { progress, chance }: Week): Promise<number> {
  await fillCatalog(deps, progress);
  await inviteReaders(deps, { progress, chance });
  const number = await makeIssue(deps, progress);
  progress(`Sending issue ${number} to the local mailbox …`);
  progress(`  ${await sendDue(deps, deps.now())}`);
  const { state } = await getIssue(deps.db, number);
  if (state !== 'sent') throw new Error(`issue ${number} is ${state}, not sent`);
  return number;
}

/** The samples as if published one a day, with the verdicts that an editor knows. */
async function fillCatalog({ db, newId, now }: Deps, progress: Week['progress']): Promise<void> {
  const samples = await listSamples();
  progress(`Importing ${samples.length} sample comparisons …`);
  for (const [index, { path, verdicts }] of samples.entries()) {
    const at = new Date(now().getTime() - (samples.length - index) * DAY_MS);
    const { imported, refused } = await importFiles(db, { paths: [path], newId, at });
    if (refused[0]) throw new Error(`${refused[0].file}: ${refused[0].reason}`);
    for (const verdict of verdicts) {
      await setVerdict(db, { comparison: imported[0]!.slug, ...verdict, at });
    }
  }
}

async function inviteReaders(
  { db, installation, now }: Deps,
  { progress, chance }: Week,
): Promise<void> {
  progress(`Inviting ${READERS} invented readers …`);
  const csv = inventReaders(READERS, chance);
  const by = { installation, actor: 'demo', at: now() };
  await importReaders(db, { csv, consent: 'invented for the demo', ...by });
  for (const email of ['bela.amsel.2@example.com', 'mira.amsel.13@example.com']) {
    await suppressAddress(db, { email, reason: 'asked', ...by });
  }
}

async function makeIssue({ db, now }: Deps, progress: Week['progress']): Promise<number> {
  const at = now();
  const address = 'Verdicts House, 1 Sample Street, 10115 Berlin, Germany';
  const settings = await setSetting(db, { name: 'postal-address', value: address, at });
  const opened = await openWeek(db, {
    settings,
    at: new Date(at.getTime() - DAY_MS),
    actor: 'open-week',
  });
  progress(opened.says);
  const number = opened.number!;
  const released = {
    number,
    sendAt: new Date(at.getTime() - 1),
    actor: 'Edda Editor',
    at: new Date(at.getTime() - HOUR_MS),
  };
  await release(db, released);
  progress(`Edda Editor has released issue ${number}.`);
  return number;
}
