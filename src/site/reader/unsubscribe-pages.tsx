import type { Coming } from '../../audience/coming';
import { UNSUBSCRIBE_REASONS } from '../../audience/unsubscribe/unsubscribes';
import { Notice } from '../../web/layout';

interface PageProps {
  newsletter: string;
  coming: Coming;
}

/** `says`: what comes to the reader as things stand. */
type ListedProps = PageProps & { says: string };

export function AskPage({ newsletter, coming, says }: ListedProps) {
  return (
    <Notice title="Stop these mails?" newsletter={newsletter}>
      <p class="lead">One press, and {newsletter} sends you nothing more.</p>
      {coming.kind === 'next' ? null : <p>{says}</p>}
      <form method="post" class="sheet">
        <input type="hidden" name="from" value="page" />
        <label for="reason">Why? Only if you like to say</label>
        <select id="reason" name="reason">
          <option value="">I would rather not say</option>
          {Object.entries(UNSUBSCRIBE_REASONS).map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </select>
        <button type="submit">Unsubscribe</button>
      </form>
    </Notice>
  );
}

interface LeftPageProps extends PageProps {
  /** The request that this browser may take back. */
  mark: string | undefined;
}

export function LeftPage({ newsletter, coming, mark }: LeftPageProps) {
  return (
    <Notice title={LEFT_TITLES[coming.kind] ?? 'You are unsubscribed'} newsletter={newsletter}>
      <p class="lead">{LEFT_WORDS[coming.kind] ?? NOTHING_COMES}</p>
      {mark ? (
        <form method="post">
          <input type="hidden" name="from" value="undo" />
          <input type="hidden" name="mark" value={mark} />
          <p>Pressed by mistake? In this browser you can take it back for 30 minutes.</p>
          <button type="submit" class="other">
            Undo, keep me on the list
          </button>
        </form>
      ) : null}
    </Notice>
  );
}

const NOTHING_COMES =
  'No further issue comes to you. A mail that is already on its way may still arrive.';
const LEFT_TITLES: Partial<Record<Coming['kind'], string>> = {
  erased: 'Nothing comes to you',
};
const LEFT_WORDS: Partial<Record<Coming['kind'], string>> = {
  erased:
    'What we kept of this subscription has been erased, and nothing comes by it. If you have signed up anew since, please use the link in a newer mail.',
};

/** After an undo. */
export function BackPage({ newsletter, says }: ListedProps) {
  return (
    <Notice title="You are on the list" newsletter={newsletter}>
      <p class="lead">{says}</p>
    </Notice>
  );
}

export function TestMailPage({ newsletter }: { newsletter: string }) {
  return (
    <Notice title="This is a test mail’s link" newsletter={newsletter}>
      <p class="lead">A test mail belongs to no subscription, so there is nothing to stop.</p>
    </Notice>
  );
}
