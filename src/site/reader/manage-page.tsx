import type { Child } from 'hono/jsx';
import { maskAddress } from '../../audience/mask';
import type { OneTimeLink } from '../../audience/one-time-links';
import { ERASE_WORDING, OPENS_WORDING } from '../../audience/wording';
import type { Settings } from '../../platform/settings/settings';
import { Notice } from '../../web/layout';
import { FRAME } from '../../web/words';
import { DATA, MOVE } from './words';

interface ManagePageProps {
  settings: Settings;
  link: OneTimeLink;
}

/** The link allows one of four acts. */
export function ManagePage({ settings, link }: ManagePageProps) {
  const isReader = link.state === 'confirmed';
  return (
    <Notice title={DATA.title} newsletter={settings['newsletter-name']}>
      <p class="lead">{DATA.lead(maskAddress(link.email))}</p>
      {isReader && settings['open-tracking'] === 'consenting' ? (
        <Act name="opens" title={DATA.opensTitle} button={DATA.opensButton}>
          <p>{OPENS_WORDING}</p>
        </Act>
      ) : null}
      {isReader ? (
        <Act name="address" title={DATA.addressTitle} button={DATA.addressButton}>
          <label for="email">{DATA.addressField}</label>
          <input id="email" name="email" type="email" required maxlength={254} />
        </Act>
      ) : null}
      <Act name="export" title={DATA.copyTitle} button={DATA.copyButton}>
        <p>{DATA.copy}</p>
      </Act>
      <Act name="erase" title={DATA.eraseTitle} button={ERASE_WORDING}>
        <p>{DATA.erase}</p>
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
    <Notice title={MOVE.title} newsletter={newsletter}>
      <p class="lead">{MOVE.lead(newsletter, maskAddress(link.new_email!))}</p>
      <form method="post" class="sheet">
        <input type="hidden" name="act" value="move" />
        <button type="submit">{MOVE.button}</button>
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
          {FRAME.goHome}
        </a>
      </p>
    </Notice>
  );
}
