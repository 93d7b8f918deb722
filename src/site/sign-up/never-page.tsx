import type { NeverStanding } from '../../audience/sign-up/never-link';
import { Notice } from '../../web/layout';

interface NeverPageProps {
  newsletter: string;
  standing: NeverStanding;
  /** Whether it has just been taken back. */
  allowed: boolean;
}

export function NeverPage({ newsletter, standing, allowed }: NeverPageProps) {
  if (standing === 'open') return <OpenPage {...{ newsletter, allowed }} />;
  return (
    <Notice title="We do not write to this address" newsletter={newsletter}>
      <p class="lead">
        No issue and no question goes to it any more, whoever types it in. A mail that is already on
        its way may still arrive.
      </p>
      {standing === 'here' ? (
        <form method="post" class="sheet">
          <input type="hidden" name="act" value="allow" />
          <p>
            Was that a mistake, or a program that presses every button? This very link takes it
            back: keep the mail, since signing up again does not.
          </p>
          <button type="submit" class="other">
            Take it back, write to it again
          </button>
        </form>
      ) : null}
    </Notice>
  );
}

function OpenPage({ newsletter, allowed }: Omit<NeverPageProps, 'standing'>) {
  return (
    <Notice title="Never write to this address again?" newsletter={newsletter}>
      {allowed ? (
        <p class="saved" role="status">
          Taken back: {newsletter} may write to this address again when somebody signs it up.
        </p>
      ) : null}
      <p class="lead">
        For the address that our mail came to. One press, and we send it nothing more, no matter how
        often somebody types it in; a subscription ends with it.
      </p>
      <form method="post" class="sheet">
        <input type="hidden" name="act" value="never" />
        <button type="submit">Never write to it again</button>
        <p class="soft note">
          Only the link that brought you here can take this back. If you lose it, write to the
          postal address at the foot of our mail.
        </p>
      </form>
    </Notice>
  );
}
