import { DEPARTURE_REASONS } from '../audience/departures';
import { Notice } from '../web/layout';

export function AskPage({ newsletter }: { newsletter: string }) {
  return (
    <Notice title="Stop these mails?" newsletter={newsletter}>
      <p class="lead">One press, and {newsletter} sends you nothing more.</p>
      <form method="post" class="sheet">
        <input type="hidden" name="from" value="page" />
        <label for="reason">Why? Only if you like to say</label>
        <select id="reason" name="reason">
          <option value="">I would rather not say</option>
          {Object.entries(DEPARTURE_REASONS).map(([value, words]) => (
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

export function LeftPage({ newsletter, canUndo }: { newsletter: string; canUndo: boolean }) {
  return (
    <Notice title="You are unsubscribed" newsletter={newsletter}>
      <p class="lead">
        No further issue will come. A mail that is already on its way may still arrive.
      </p>
      {canUndo ? (
        <form method="post">
          <input type="hidden" name="from" value="undo" />
          <p>Pressed by mistake? In this browser you can take it back for 30 minutes.</p>
          <button type="submit" class="other">
            Undo, keep me on the list
          </button>
        </form>
      ) : null}
    </Notice>
  );
}

export function BackPage({ newsletter }: { newsletter: string }) {
  return (
    <Notice title="You are on the list" newsletter={newsletter}>
      <p class="lead">Nothing has changed: the next issue of {newsletter} comes to you.</p>
    </Notice>
  );
}
