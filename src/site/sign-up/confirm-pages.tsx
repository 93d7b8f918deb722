import type { Coming } from '../../audience/coming';
import { comingInWords } from '../../audience/coming-words';
import { newsletterWording, OPENS_WORDING } from '../../audience/wording';
import type { Settings } from '../../platform/settings/settings';
import { Notice } from '../../web/layout';

interface AskPageProps {
  settings: Settings;
  /** Masked. */
  address: string;
  /** Whether this browser signed up: then the page's script presses the button. */
  isHere: boolean;
}

/** The tick for opens is off by default, and no script sets it. */
export function AskPage({ settings, address, isHere }: AskPageProps) {
  const newsletter = settings['newsletter-name'];
  return (
    <Notice title="Is this what you want?" newsletter={newsletter}>
      <p class="lead">
        {newsletterWording(newsletter)} To {address}.
      </p>
      <form method="post" class="sheet">
        {settings['open-tracking'] === 'consenting' ? <OpensTick /> : null}
        {isHere ? <input type="hidden" name="by" value="button" /> : null}
        <button type="submit">Yes, sign me up</button>
      </form>
      <p class="soft">
        If it was not you who asked, close this page: without your press the address is not on the
        list.
      </p>
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
      {OPENS_WORDING} <span class="soft">(Only if you like: you get the mail either way.)</span>
    </>
  );
}

interface DonePageProps {
  settings: Settings;
  coming: Coming;
  /** Whether nobody has been asked about opens yet, or their answer. */
  opens: 'ask' | 'agreed' | 'asked';
}

export function DonePage({ settings, coming, opens }: DonePageProps) {
  const newsletter = settings['newsletter-name'];
  const named = { newsletter, timeZone: settings['time-zone'] };
  return (
    <Notice title="You are in" newsletter={newsletter}>
      <p class="lead">{comingInWords(coming, named)}</p>
      {opens === 'ask' ? <OpensQuestion /> : null}
      {opens === 'agreed' ? (
        <p class="saved" role="status">
          Thank you: we count when you open an issue. You can take this back at any time.
        </p>
      ) : null}
      <p>
        <a class="way-on" href="/issues">
          Read the latest meanwhile
        </a>
      </p>
    </Notice>
  );
}

function OpensQuestion() {
  return (
    <form method="post" class="sheet">
      <h2>One question</h2>
      <p>
        <OpensWords />
      </p>
      <input type="hidden" name="act" value="opens" />
      <button type="submit" class="other">
        I agree
      </button>
    </form>
  );
}
