import { getIssue } from '../../issues/find';
import { HOUR_MS } from '../../platform/durations';
import { readSettings } from '../../platform/settings/settings';
import { openWeek } from '../../selection/open-week';
import { release } from '../../sending/release';

import type { DemoService } from './demo-service';

const RELEASED_EARLIER_MS = HOUR_MS;

/** Draft, release and send. Returns the issue's number. */
export async function sendIssue(service: DemoService, sendAt: Date): Promise<number> {
  const { deps, clock, progress, runJobs } = service;
  const number = await openDraft(service);
  clock.moveTo(new Date(sendAt.getTime() - RELEASED_EARLIER_MS));
  await release(deps, { number, sendAt, actor: 'Edda Editor', at: deps.now() });
  progress(`Edda Editor releases issue ${number}, which goes to the local mailbox …`);
  await runJobs(sendAt);
  const { state } = await getIssue(deps.db, number);
  if (state !== 'sent') throw new Error(`issue ${number} is ${state}, not sent`);
  return number;
}

async function openDraft({ deps: { db, now }, progress }: DemoService): Promise<number> {
  const settings = await readSettings(db);
  const { number, says } = await openWeek(db, { settings, at: now(), actor: 'open-week' });
  if (number === null) throw new Error(says);
  progress(says);
  return number;
}
