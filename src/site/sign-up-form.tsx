interface SignUpFormProps {
  /** What was typed and refused. */
  typed?: string;
  fault?: string;
}

/** Needs only an address, and works without script. */
export function SignUpForm({ typed, fault }: SignUpFormProps) {
  return (
    <form method="post" action="/signup" class="sheet sign-up" id="sign-up">
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
          aria-invalid={fault ? 'true' : undefined}
          aria-describedby={fault ? 'email-fault' : 'email-note'}
        />
        <button type="submit">Sign up</button>
      </div>
      {fault ? (
        <p id="email-fault" class="fault" role="alert">
          {fault}
        </p>
      ) : null}
      <p id="email-note" class="soft note">
        One mail a week, nothing else. You confirm by a mail first, and each issue has a link to
        stop.
      </p>
    </form>
  );
}
