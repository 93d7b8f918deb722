import type { Child } from 'hono/jsx';
import { maskAddress } from '../../audience/mask';
import type { OneTimeLink } from '../../audience/one-time-links';
import { OPENS_WORDING } from '../../audience/wording';
import type { Settings } from '../../platform/settings/settings';
import { Notice } from '../../web/layout';

interface ManagePageProps {
  settings: Settings;
  link: OneTimeLink;
}

/** The link allows one of four acts. */
export function ManagePage({ settings, link }: ManagePageProps) {
  const isReader = link.state === 'confirmed';
  return (
    <Notice title="What we keep of you" newsletter={settings['newsletter-name']}>
      <p class="lead">
        For {maskAddress(link.email)}. This link is good for one of these, and then used up.
      </p>
      {isReader && settings['open-tracking'] === 'consenting' ? (
        <Act name="opens" title="Open tracking" button="I agree">
          <p>{OPENS_WORDING}</p>
        </Act>
      ) : null}
      {isReader ? (
        <Act name="address" title="Another address" button="Mail it a link">
          <label for="email">Your new email address</label>
          <input id="email" name="email" type="email" required maxlength={254} />
        </Act>
      ) : null}
      <Act name="export" title="A copy" button="Download it as JSON">
        <p>Everything we keep of you: address, choices, mails, opens and clicks, votes.</p>
      </Act>
      <Act name="erase" title="Erase me" button="Erase everything, for good">
        <p>
          Your address and choices go, and no issue comes to this address any more, unless you sign
          up anew. Your votes stay in the counts, belonging to nobody.
        </p>
      </Act>
    </Notice>
  );
}

interface ActProps {
  name: string;
  title: string;
  button: string;
  children: Child;
}

function Act({ name, title, button, children }: ActProps) {
  return (
    <form method="post" class="sheet">
      <h2>{title}</h2>
      {children}
      <input type="hidden" name="act" value={name} />
      <button type="submit" class="other">
        {button}
      </button>
    </form>
  );
}

export function NewAddressPage({ settings, link }: ManagePageProps) {
  const newsletter = settings['newsletter-name'];
  return (
    <Notice title="Move to this address?" newsletter={newsletter}>
      <p class="lead">
        {newsletter} then comes to {maskAddress(link.new_email!)}.
      </p>
      <form method="post" class="sheet">
        <input type="hidden" name="act" value="move" />
        <button type="submit">Yes, move it here</button>
      </form>
    </Notice>
  );
}

/** However often the link is opened. */
export function DoneByLinkPage(done: { newsletter: string; title: string; says: string }) {
  return (
    <Notice title={done.title} newsletter={done.newsletter}>
      <p class="lead">{done.says}</p>
      <p>
        <a class="way-on" href="/">
          To the home page
        </a>
      </p>
    </Notice>
  );
}
