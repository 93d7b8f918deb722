import type { SuppressionLinkState } from '../../audience/sign-up/suppression-link';
import { SUPPRESSION_WORDING } from '../../audience/wording';
import { Notice } from '../../web/layout';
import { SUPPRESSION } from './words';

interface SuppressionPageProps {
  newsletter: string;
  state: SuppressionLinkState;
  /** Whether it has just been taken back. */
  allowed: boolean;
}

export function SuppressionPage({ newsletter, state, allowed }: SuppressionPageProps) {
  if (state === 'open') return <OpenPage {...{ newsletter, allowed }} />;
  return (
    <Notice title={SUPPRESSION.stoppedTitle} newsletter={newsletter}>
      <p class="lead">{SUPPRESSION.stopped}</p>
      {state === 'here' ? (
        <form method="post" class="sheet">
          <input type="hidden" name="act" value="allow" />
          <p>{SUPPRESSION.mistake}</p>
          <button type="submit" class="other">
            {SUPPRESSION.undoButton}
          </button>
        </form>
      ) : null}
    </Notice>
  );
}

function OpenPage({ newsletter, allowed }: Omit<SuppressionPageProps, 'state'>) {
  return (
    <Notice title={SUPPRESSION.title} newsletter={newsletter}>
      {allowed ? (
        <p class="saved" role="status">
          {SUPPRESSION.undone(newsletter)}
        </p>
      ) : null}
      <p class="lead">{SUPPRESSION.lead}</p>
      <form method="post" class="sheet">
        <input type="hidden" name="act" value="never" />
        <button type="submit">{SUPPRESSION_WORDING}</button>
        <p class="soft note">{SUPPRESSION.lostLink}</p>
      </form>
    </Notice>
  );
}
