import { votesInWords } from '../../../emails/words';
import type { Settings } from '../../platform/settings/settings';
import { inLongForm } from '../../platform/text/long-date';
import type { IssueResult } from '../../statistics/issue-result';
import type { BallotSum } from '../../votes/results';
import { Layout } from '../../web/layout';
import { Outcome } from '../outcome';

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
      title={`What readers said of issue ${number}`}
      newsletter={settings['newsletter-name']}
      description={`The votes on issue ${number}, tool by tool, beside the panel’s verdicts.`}
      isWide
    >
      <p class="eyebrow">
        Issue {number} · {date}
      </p>
      <h1>What readers said of issue {number}</h1>
      {sum ? <Sum sum={sum} /> : <NotYet isOpen={isOpen} />}
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
          Read issue {number}
        </a>
        <a class="way-on" href="/how-votes-count">
          How votes are counted
        </a>
      </p>
    </Layout>
  );
}

function NotYet({ isOpen }: { isOpen: boolean }) {
  return (
    <p class="lead">
      {isOpen
        ? 'Voting is open until the next issue goes out, for 14 days at most. The result comes with that issue, and stands here.'
        : 'Voting has closed. The votes are being looked over; the result stands here within minutes.'}
    </p>
  );
}

function Sum({ sum }: { sum: BallotSum }) {
  const readers = sum.voters === 1 ? '1 reader' : `${sum.voters} readers`;
  return (
    <>
      <p class="lead">
        {readers} cast {votesInWords(sum.counted)} that {sum.counted === 1 ? 'counts' : 'count'}.
      </p>
      <p class="soft note">{leftOut(sum)} The result never changes; today’s figures do.</p>
    </>
  );
}

function leftOut({ held, late }: BallotSum): string {
  const heldWords =
    held === 0 ? 'No vote is held.' : `${votesInWords(held)} more are held and not counted.`;
  return late === 0
    ? heldWords
    : `${heldWords} ${votesInWords(late)} came from readers who joined after the issue was released; they do not count in it.`;
}
