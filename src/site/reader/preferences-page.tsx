import { type Coming, mayReturn } from '../../audience/coming';
import { comingInWords } from '../../audience/coming-words';
import { maskAddress } from '../../audience/mask';
import type { Preferences } from '../../audience/preferences';
import type { Settings } from '../../platform/settings/settings';
import { Notice } from '../../web/layout';
import { PauseForm } from './pause-form';
import { TopicsForm } from './topics-form';

interface PreferencesPageProps {
  settings: Settings;
  reader: Preferences;
  coming: Coming;
  categories: string[];
  saved: boolean;
  at: Date;
}

export function PreferencesPage(props: PreferencesPageProps) {
  const { settings, reader, coming, categories, saved, at } = props;
  const newsletter = settings['newsletter-name'];
  const named = { newsletter, timeZone: settings['time-zone'] };
  return (
    <Notice title="What you get" newsletter={newsletter}>
      {saved ? (
        <p class="saved" role="status">
          Saved.
        </p>
      ) : null}
      <p class="lead">
        For {maskAddress(reader.email)}. {comingInWords(coming, named)}
      </p>
      {mayReturn(coming) ? (
        <p>To get it again, sign up with that address on the home page and confirm by the mail.</p>
      ) : null}
      {reader.state === 'confirmed' ? (
        <form method="post" class="sheet">
          <PauseForm reader={reader} timeZone={settings['time-zone']} at={at} />
          <TopicsForm categories={categories} topics={reader.topics} />
          <Links isPlain={reader.plain_links} />
          <Opens reader={reader} tracking={settings['open-tracking']} />
          <button type="submit">Save</button>
        </form>
      ) : null}
      <h2>More, by a fresh link</h2>
      <p>
        To agree to open tracking, move to another address, take a copy of what we keep of you, or
        have it erased, we mail you a link that works once. An issue may have been passed on; your
        mailbox is yours.
      </p>
      <form method="post">
        <input type="hidden" name="act" value="link" />
        <button type="submit" class="other">
          Mail me a link
        </button>
      </form>
    </Notice>
  );
}

function Links({ isPlain }: { isPlain: boolean }) {
  return (
    <fieldset>
      <legend>Links</legend>
      <label class="tick">
        <input type="checkbox" name="links" value="plain" checked={isPlain} />
        <span>
          Give me plain links, which nobody counts.{' '}
          <span class="soft">The vote buttons stay, since a vote has to be yours.</span>
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
      <legend>Opens</legend>
      {counted ? (
        <label class="tick">
          <input type="checkbox" name="opens" value="no" />
          <span>Stop counting when I open an issue, at once, and in old mails too.</span>
        </label>
      ) : (
        <p class="soft">We do not count when you open an issue.</p>
      )}
    </fieldset>
  );
}

export function LinkMailedPage({ settings }: { settings: Settings }) {
  return (
    <Notice title="Look into your mailbox" newsletter={settings['newsletter-name']}>
      <p class="lead">
        If nothing keeps us from writing to the address on file, a link is on its way there. It
        works once, for one hour; three come in a day at most.
      </p>
    </Notice>
  );
}
