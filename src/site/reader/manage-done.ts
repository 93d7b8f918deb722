import { readComing } from '../../audience/coming';
import { comingInWords } from '../../audience/coming-words';
import { hasMovedOn, type LinkAct, type UsedLink } from '../../audience/one-time-links';
import { findPreferences } from '../../audience/preferences';
import type { Database } from '../../platform/database';
import type { Settings } from '../../platform/settings/settings';

const TITLES: Record<LinkAct, string> = {
  opens: 'You have agreed',
  address: 'Your link has been used',
  export: 'Your copy has been downloaded',
  erase: 'Your data has been erased',
  move: 'Your subscription has moved',
};

interface Asked {
  link: UsedLink;
  settings: Settings;
  at: Date;
}

/** As it is true today. */
export async function sayDone(
  db: Database,
  asked: Asked,
): Promise<{ title: string; says: string }> {
  const { act } = asked.link;
  if (act === 'opens') return sayOpens(db, asked);
  return { title: TITLES[act], says: act === 'move' ? await sayMove(db, asked) : SAYS[act] };
}

const SAYS: Record<Exclude<LinkAct, 'opens' | 'move'>, string> = {
  address:
    'If the address that was typed in can be used, a mail with a link goes there. Until that link is pressed, nothing changes.',
  export:
    'This link gave you a copy of what we keep of you, and is used up. For another copy, “Pause or change” at the foot of any issue mails you a new link.',
  erase:
    'Your address is gone from here. A fingerprint of it that nobody can read stays, so that no issue goes to it, unless you sign up anew and confirm it yourself.',
};

async function sayOpens(db: Database, { link }: Asked) {
  const reader = await findPreferences(db, link.subscriber_id);
  if (reader?.opens_consent_at) {
    const says = 'We count when you open an issue. You can take this back at any time.';
    return { title: TITLES.opens, says };
  }
  const says =
    'By this link you agreed that we count when you open an issue. It was taken back since, so we do not.';
  return { title: 'You have taken it back', says };
}

async function sayMove(db: Database, { link, settings, at }: Asked): Promise<string> {
  if (await hasMovedOn(db, link))
    return 'It moved to this address, and has moved on to another one since.';
  const coming = await readComing(db, { subscriberId: link.subscriber_id, at });
  const named = { newsletter: settings['newsletter-name'], timeZone: settings['time-zone'] };
  return `It belongs to this address now, and no longer to the old one. ${comingInWords(coming, named)}`;
}
