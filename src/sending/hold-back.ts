import { findBrakeReason } from '../deliveries/brake';
import { beginSending, sendHeldBack } from '../deliveries/first-wave';
import { pauseIssue } from '../deliveries/pause';
import type { Database } from '../platform/database';
import type { Deps } from '../platform/deps';
import { getInstallation } from '../platform/installation';
import { readSettings } from '../platform/settings/settings';

const FIRST_WAVE_OF_LIVE_MAIL = 1_000;

/** The first wave, or everything if no mail leaves the machine. */
export async function beginWithFirstWave(
  tx: Database,
  { issueId }: { issueId: number },
): Promise<void> {
  const { 'first-wave': readers } = await readSettings(tx);
  const { mail } = await getInstallation(tx);
  const automatic = mail === 'live' ? FIRST_WAVE_OF_LIVE_MAIL : null;
  const firstWave = readers === 'auto' ? automatic : readers === 0 ? null : readers;
  await beginSending(tx, { issueId, firstWave });
}

export async function checkFirstWave(deps: Deps, issueId: number): Promise<boolean> {
  if (await brake(deps, issueId)) return false;
  return sendHeldBack(deps.db, { issueId });
}

/** Whether it paused the issue. */
export async function brake(deps: Deps, issueId: number): Promise<boolean> {
  const settings = await readSettings(deps.db);
  const limits = { bounces: settings['brake-bounces'], complaints: settings['brake-complaints'] };
  const reason = await findBrakeReason(deps.db, { issueId, limits });
  if (reason === undefined) return false;
  await pauseIssue(deps, { issueId, reason: `Too many mails came back: ${reason}.` });
  return true;
}
