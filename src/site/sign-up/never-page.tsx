import type { NeverStanding } from '../../audience/sign-up/never-link';
import { NEVER_WORDING } from '../../audience/wording';
import { Notice } from '../../web/layout';
import { NEVER } from './words';

interface NeverPageProps {
  newsletter: string;
  standing: NeverStanding;
  /** Whether it has just been taken back. */
  allowed: boolean;
}

export function NeverPage({ newsletter, standing, allowed }: NeverPageProps) {
  if (standing === 'open') return <OpenPage {...{ newsletter, allowed }} />;
  return (
    <Notice title={NEVER.stoppedTitle} newsletter={newsletter}>
      <p class="lead">{NEVER.stopped}</p>
      {standing === 'here' ? (
        <form method="post" class="sheet">
          <input type="hidden" name="act" value="allow" />
          <p>{NEVER.mistake}</p>
          <button type="submit" class="other">
            {NEVER.undoButton}
          </button>
        </form>
      ) : null}
    </Notice>
  );
}

function OpenPage({ newsletter, allowed }: Omit<NeverPageProps, 'standing'>) {
  return (
    <Notice title={NEVER.title} newsletter={newsletter}>
      {allowed ? (
        <p class="saved" role="status">
          {NEVER.undone(newsletter)}
        </p>
      ) : null}
      <p class="lead">{NEVER.lead}</p>
      <form method="post" class="sheet">
        <input type="hidden" name="act" value="never" />
        <button type="submit">{NEVER_WORDING}</button>
        <p class="soft note">{NEVER.lostLink}</p>
      </form>
    </Notice>
  );
}
