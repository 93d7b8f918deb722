import { issueInWords } from '../../../emails/words';
import type { Settings } from '../../platform/settings/settings';
import { inLongForm } from '../../platform/text/long-date';
import type { IssueResult } from '../../statistics/issue-result';
import type { BallotTotals } from '../../votes/ballots/results';
import { Layout } from '../../web/layout';
import { FRAME } from '../../web/words';
import { Outcome } from '../outcome';
import { leftOutInWords, RESULT, sumInWords } from './result-words';

interface ResultPageProps {
  settings: Settings;
  result: IssueResult;
  /** Whether readers can still vote. */
  isOpen: boolean;
}

export function ResultPage({ settings, result, isOpen }: ResultPageProps) {
  const { number, sum } = result;
  const date = inLongForm(result.send_at, settings['time-zone']);
  return (
    <Layout
      title={RESULT.title(number)}
      newsletter={settings['newsletter-name']}
      description={RESULT.description(number)}
      isWide
    >
      <p class="eyebrow">
        {issueInWords(number)} · {date}
      </p>
      <h1>{RESULT.title(number)}</h1>
      {sum ? <Sum sum={sum} /> : <p class="lead">{isOpen ? RESULT.open : RESULT.closed}</p>}
      {result.comparisons.map(({ slug, tools }, at) => (
        <section key={slug} class="sheet" aria-labelledby={`comparison-${at}`}>
          <h2 id={`comparison-${at}`}>
            <a href={`/comparisons/${slug}`}>
              <bdi>{tools[0].name}</bdi> vs <bdi>{tools[1].name}</bdi>
            </a>
          </h2>
          <div class="halves">
            <Outcome tool={tools[0]} at={2 * at} />
            <Outcome tool={tools[1]} at={2 * at + 1} />
          </div>
        </section>
      ))}
      <p class="ways">
        <a class="way-on" href={`/issues/${number}`}>
          {RESULT.readIssue(number)}
        </a>
        <a class="way-on" href="/how-votes-count">
          {FRAME.counting}
        </a>
      </p>
    </Layout>
  );
}

function Sum({ sum }: { sum: BallotTotals }) {
  return (
    <>
      <p class="lead">{sumInWords(sum)}</p>
      <p class="soft note">{leftOutInWords(sum)}</p>
    </>
  );
}
