import type { Subscription } from '../../audience/subscription';
import { UNSUBSCRIBE_REASONS } from '../../audience/unsubscribe/unsubscribes';
import { UNDO_WORDING } from '../../audience/wording';
import { Notice } from '../../web/layout';
import { leftInWords, leftTitle, UNSUBSCRIBE } from './unsubscribe-words';

interface PageProps {
  newsletter: string;
  subscription: Subscription;
}

/** `says`: what comes to the reader as things stand. */
type ListedProps = PageProps & { says: string };

export function AskPage({ newsletter, subscription, says }: ListedProps) {
  return (
    <Notice title={UNSUBSCRIBE.title} newsletter={newsletter}>
      <p class="lead">{UNSUBSCRIBE.lead(newsletter)}</p>
      {subscription.kind === 'next' ? null : <p>{says}</p>}
      <form method="post" class="sheet">
        <input type="hidden" name="from" value="page" />
        <label for="reason">{UNSUBSCRIBE.reason}</label>
        <select id="reason" name="reason">
          <option value="">{UNSUBSCRIBE.noReason}</option>
          {Object.entries(UNSUBSCRIBE_REASONS).map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </select>
        <button type="submit">{UNSUBSCRIBE.button}</button>
      </form>
    </Notice>
  );
}

interface LeftPageProps extends PageProps {
  /** The request that this browser may take back. */
  mark: string | undefined;
}

export function LeftPage({ newsletter, subscription, mark }: LeftPageProps) {
  return (
    <Notice title={leftTitle(subscription)} newsletter={newsletter}>
      <p class="lead">{leftInWords(subscription)}</p>
      {mark ? (
        <form method="post">
          <input type="hidden" name="from" value="undo" />
          <input type="hidden" name="mark" value={mark} />
          <p>{UNSUBSCRIBE.undo}</p>
          <button type="submit" class="other">
            {UNDO_WORDING}
          </button>
        </form>
      ) : null}
    </Notice>
  );
}

/** After an undo. */
export function BackPage({ newsletter, says }: ListedProps) {
  return (
    <Notice title={UNSUBSCRIBE.backTitle} newsletter={newsletter}>
      <p class="lead">{says}</p>
    </Notice>
  );
}

export function TestMailPage({ newsletter }: { newsletter: string }) {
  return (
    <Notice title={UNSUBSCRIBE.testTitle} newsletter={newsletter}>
      <p class="lead">{UNSUBSCRIBE.test}</p>
    </Notice>
  );
}
