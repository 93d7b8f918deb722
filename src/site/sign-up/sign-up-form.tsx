import { PUZZLE, SIGN_UP } from './words';

export interface SignUpFormProps {
  /** Text that was refused. */
  typed?: string;
  fault?: { of: 'address' | 'puzzle'; words: string };
  /** For the script to solve; null if none is asked for. */
  puzzle: string | null;
}

/** Works without script; while a puzzle is asked for, only for a few an hour. */
export function SignUpForm({ typed, fault, puzzle }: SignUpFormProps) {
  return (
    <>
      <form
        method="post"
        action="/signup"
        class="sheet sign-up"
        id="sign-up"
        data-puzzle={puzzle ?? undefined}
        data-solving={puzzle ? PUZZLE.solving : undefined}
        data-unsolvable={puzzle ? PUZZLE.unsolvable : undefined}
      >
        <label for="email">{SIGN_UP.address}</label>
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
          <button type="submit">{SIGN_UP.button}</button>
        </div>
        {fault ? (
          <p id="sign-up-fault" class="fault" role="alert">
            {fault.words}
          </p>
        ) : null}
        {puzzle ? <PuzzleParts /> : null}
        <p id="email-note" class="soft note">
          {SIGN_UP.note}
        </p>
      </form>
      {puzzle ? <script src="/sign-up.js" /> : null}
    </>
  );
}

/** For the script: the solution, and what it is doing. */
function PuzzleParts() {
  return (
    <>
      <input type="hidden" name="altcha" />
      <p class="progress" role="status" />
      <noscript>
        <input type="hidden" name="scriptless" value="yes" />
        <p class="fault">{PUZZLE.scriptless}</p>
      </noscript>
    </>
  );
}
