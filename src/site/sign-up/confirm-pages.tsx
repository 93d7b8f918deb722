import type { Subscription } from '../../audience/subscription';
import { subscriptionInWords } from '../../audience/subscription-words';
import { newsletterWording, OPENS_WORDING } from '../../audience/wording';
import type { Settings } from '../../platform/settings/settings';
import { Notice } from '../../web/layout';
import { CONFIRM, CONFIRMED } from './words';

interface AskPageProps {
  settings: Settings;
  /** Masked. */
  address: string;
  /** Whether this browser signed up: then the page's script presses the button. */
  isHere: boolean;
}

/** The box for opens is empty by default, and no script ticks it. */
export function AskPage({ settings, address, isHere }: AskPageProps) {
  const newsletter = settings['newsletter-name'];
  return (
    <Notice title={CONFIRM.title} newsletter={newsletter}>
      <p class="lead">{newsletterWording(newsletter)}</p>
      <p>{CONFIRM.goesTo(address)}</p>
      <form method="post" class="sheet">
        {settings['open-tracking'] === 'consenting' ? <OpensTick /> : null}
        {isHere ? <input type="hidden" name="by" value="button" /> : null}
        <button type="submit">{CONFIRM.button}</button>
      </form>
      <p class="soft">{CONFIRM.notYou}</p>
      {isHere ? <script src="/confirm.js" /> : null}
    </Notice>
  );
}

function OpensTick() {
  return (
    <label class="tick">
      <input type="checkbox" name="opens" value="yes" />
      <span>
        <OpensWords />
      </span>
    </label>
  );
}

function OpensWords() {
  return (
    <>
      {OPENS_WORDING} <span class="soft">{CONFIRM.optional}</span>
    </>
  );
}

interface DonePageProps {
  settings: Settings;
  subscription: Subscription;
  /** Whether nobody has been asked about opens yet, or their answer. */
  opens: 'ask' | 'agreed' | 'asked';
}

export function DonePage({ settings, subscription, opens }: DonePageProps) {
  const newsletter = settings['newsletter-name'];
  const named = { newsletter, timeZone: settings['time-zone'] };
  return (
    <Notice title={CONFIRMED.title} newsletter={newsletter}>
      <p class="lead">{subscriptionInWords(subscription, named)}</p>
      {opens === 'ask' ? <OpensQuestion /> : null}
      {opens === 'agreed' ? (
        <p class="saved" role="status">
          {CONFIRMED.opensAgreed}
        </p>
      ) : null}
      <p>
        <a class="way-on" href="/issues">
          {CONFIRMED.issues}
        </a>
      </p>
    </Notice>
  );
}

function OpensQuestion() {
  return (
    <form method="post" class="sheet">
      <h2>{CONFIRMED.opensTitle}</h2>
      <p>
        <OpensWords />
      </p>
      <input type="hidden" name="act" value="opens" />
      <button type="submit" class="other">
        {CONFIRMED.opensButton}
      </button>
    </form>
  );
}
