import { issueInWords } from '../../../emails/words';
import type { Settings } from '../../platform/settings/settings';
import { rules } from '../../tracking/machine';
import { measured } from '../../tracking/measured';
import type { IssueTotals } from '../../votes/ballots/list-totals';
import { Layout } from '../../web/layout';
import { COUNTING, listErrors, listWhatCounts, WHAT_IS_HELD } from './counting-words';

export function CountingPage({ settings, sums }: { settings: Settings; sums: IssueTotals[] }) {
  return (
    <Layout
      title={COUNTING.title}
      newsletter={settings['newsletter-name']}
      description={COUNTING.description}
    >
      <h1>{COUNTING.title}</h1>
      <p class="lead">{COUNTING.lead}</p>
      <h2>{COUNTING.countsTitle}</h2>
      <Points says={listWhatCounts(settings.floor)} />
      <h2>{COUNTING.heldTitle}</h2>
      <Points says={WHAT_IS_HELD} />
      <h2>{COUNTING.sumsTitle}</h2>
      {sums.length === 0 ? <p>{COUNTING.noSums}</p> : <Sums sums={sums} />}
      <h2>{COUNTING.errorsTitle}</h2>
      <p>{COUNTING.errors}</p>
      <Points says={listErrors(measured)} />
      <h2>{COUNTING.rulesTitle}</h2>
      <p>{COUNTING.rules}</p>
      <Rules />
    </Layout>
  );
}

function Points({ says }: { says: string[] }) {
  return (
    <ul>
      {says.map((sentences) => (
        <li key={sentences}>{sentences}</li>
      ))}
    </ul>
  );
}

function Sums({ sums }: { sums: IssueTotals[] }) {
  return (
    <>
      <p>{COUNTING.sums}</p>
      <section class="scrolled" aria-label={COUNTING.table} tabindex={0}>
        <table>
          <thead>
            <tr>
              {COUNTING.columns.map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {sums.map(({ issue, voters, counted, held, late }) => (
              <tr key={issue}>
                <th scope="row">
                  <a href={`/issues/${issue}/results`}>{issueInWords(issue)}</a>
                </th>
                <td>{voters}</td>
                <td>{counted}</td>
                <td>{held}</td>
                <td>{late}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}

function Rules() {
  return (
    <details>
      <summary>{COUNTING.allRules(rules.length)}</summary>
      <dl class="rules">
        {rules.map(({ name, class: hitClass, says }) => (
          <div key={name}>
            <dt>
              {name} <span class="soft">({hitClass})</span>
            </dt>
            <dd>{says}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
