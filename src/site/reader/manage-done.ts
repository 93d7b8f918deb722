import { hasChangedAgain, type UsedLink } from '../../audience/one-time-links';
import { findPreferences } from '../../audience/preferences';
import { readSubscription } from '../../audience/subscription';
import { subscriptionInWords } from '../../audience/subscription-words';
import type { Database } from '../../platform/database';
import type { Settings } from '../../platform/settings/settings';
import { DONE, DONE_TITLE } from './words';

interface DoneQuery {
  link: UsedLink;
  settings: Settings;
  at: Date;
}

/** As things stand today. */
export async function sayDone(
  db: Database,
  asked: DoneQuery,
): Promise<{ title: string; says: string }> {
  const { act } = asked.link;
  if (act === 'opens') return sayOpens(db, asked);
  return { title: DONE_TITLE[act], says: act === 'move' ? await sayMove(db, asked) : DONE[act] };
}

async function sayOpens(db: Database, { link }: DoneQuery) {
  const reader = await findPreferences(db, link.subscriber_id);
  return reader?.opens_consent_at
    ? { title: DONE_TITLE.opens, says: DONE.opens }
    : { title: DONE.withdrawnTitle, says: DONE.withdrawn };
}

async function sayMove(db: Database, { link, settings, at }: DoneQuery): Promise<string> {
  if (await hasChangedAgain(db, link)) return DONE.movedOn;
  const subscription = await readSubscription(db, { subscriberId: link.subscriber_id, at });
  const named = { newsletter: settings['newsletter-name'], timeZone: settings['time-zone'] };
  return DONE.moved(subscriptionInWords(subscription, named));
}
