export interface SignUpFormProps {
  /** What was typed and refused. */
  typed?: string;
  fault?: { of: 'address' | 'puzzle'; words: string };
  /** For the script to solve; null where none is asked for. */
  puzzle: string | null;
}

/** Needs only an address, and works without script, unless a puzzle is asked for. */
export function SignUpForm({ typed, fault, puzzle }: SignUpFormProps) {
  return (
    <>
      <form
        method="post"
        action="/signup"
        class="sheet sign-up"
        id="sign-up"
        data-puzzle={puzzle ?? undefined}
      >
        <label for="email">Your email address</label>
        <div class="beside">
          <input
            id="email"
            name="email"
            type="email"
            required
            maxlength={254}
            autocomplete="email"
            value={typed}
            aria-invalid={fault?.of === 'address' ? 'true' : undefined}
            aria-describedby={fault ? 'sign-up-fault' : 'email-note'}
          />
          <button type="submit">Sign up</button>
        </div>
        {fault ? (
          <p id="sign-up-fault" class="fault" role="alert">
            {fault.words}
          </p>
        ) : null}
        {puzzle ? <PuzzleParts /> : null}
        <p id="email-note" class="soft note">
          One mail a week, nothing else. You confirm by a mail first, and each issue has a link to
          stop.
        </p>
      </form>
      {puzzle ? <script src="/sign-up.js" /> : null}
    </>
  );
}

/** Where the script puts the solution, and where it says what it is doing. */
function PuzzleParts() {
  return (
    <>
      <input type="hidden" name="altcha" />
      <p class="progress" role="status" />
      <noscript>
        <p class="fault">
          To keep robots out, this form needs JavaScript at the moment. Please switch it on for this
          page and load it again, or open it in another browser.
        </p>
      </noscript>
    </>
  );
}
