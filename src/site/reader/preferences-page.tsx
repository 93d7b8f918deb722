import { maskAddress } from '../../audience/mask';
import type { Preferences } from '../../audience/preferences';
import { mayReturn, type Subscription } from '../../audience/subscription';
import { subscriptionInWords } from '../../audience/subscription-words';
import { NO_OPENS_WORDING } from '../../audience/wording';
import type { Settings } from '../../platform/settings/settings';
import { Notice } from '../../web/layout';
import { PauseForm } from './pause-form';
import { TopicsForm } from './topics-form';
import { LINKS, MORE, OPENS, PREFERENCES } from './words';

interface PreferencesPageProps {
  settings: Settings;
  reader: Preferences;
  subscription: Subscription;
  categories: string[];
  saved: boolean;
  at: Date;
}

export function PreferencesPage(props: PreferencesPageProps) {
  const { settings, reader, subscription, categories, saved, at } = props;
  const newsletter = settings['newsletter-name'];
  const named = { newsletter, timeZone: settings['time-zone'] };
  return (
    <Notice title={PREFERENCES.title} newsletter={newsletter}>
      {saved ? (
        <p class="saved" role="status">
          {PREFERENCES.saved}
        </p>
      ) : null}
      <p class="lead">
        {PREFERENCES.lead(maskAddress(reader.email), subscriptionInWords(subscription, named))}
      </p>
      {mayReturn(subscription) ? <p>{PREFERENCES.comeBack}</p> : null}
      {reader.state === 'confirmed' ? (
        <form method="post" class="sheet">
          <PauseForm reader={reader} timeZone={settings['time-zone']} at={at} />
          <TopicsForm categories={categories} topics={reader.topics} />
          <Links isPlain={reader.plain_links} />
          <Opens reader={reader} tracking={settings['open-tracking']} />
          <button type="submit">{PREFERENCES.save}</button>
        </form>
      ) : null}
      <h2>{MORE.title}</h2>
      <p>{MORE.about}</p>
      <form method="post">
        <input type="hidden" name="act" value="link" />
        <button type="submit" class="other">
          {MORE.button}
        </button>
      </form>
    </Notice>
  );
}

function Links({ isPlain }: { isPlain: boolean }) {
  return (
    <fieldset>
      <legend>{LINKS.legend}</legend>
      <label class="tick">
        <input type="checkbox" name="links" value="plain" checked={isPlain} />
        <span>
          {LINKS.plain} <span class="soft">{LINKS.votes}</span>
        </span>
      </label>
    </fieldset>
  );
}

/** A yes isn't offered here: anybody with a forwarded issue could give it. */
function Opens({ reader, tracking }: { reader: Preferences; tracking: string }) {
  const counted = tracking === 'everyone' ? !reader.opens_refused_at : reader.opens_consent_at;
  if (tracking === 'off') return null;
  return (
    <fieldset>
      <legend>{OPENS.legend}</legend>
      {counted ? (
        <label class="tick">
          <input type="checkbox" name="opens" value="no" />
          <span>{NO_OPENS_WORDING}</span>
        </label>
      ) : (
        <p class="soft">{OPENS.none}</p>
      )}
    </fieldset>
  );
}

export function LinkMailedPage({ settings }: { settings: Settings }) {
  return (
    <Notice title={MORE.mailedTitle} newsletter={settings['newsletter-name']}>
      <p class="lead">{MORE.mailed}</p>
    </Notice>
  );
}
