import type { Settings } from '../../platform/settings/settings';
import { rules } from '../../tracking/machine';
import { type Measured, measured } from '../../tracking/measured';
import type { IssueSum } from '../../votes/list-sums';
import { Layout } from '../../web/layout';

export function CountingPage({ settings, sums }: { settings: Settings; sums: IssueSum[] }) {
  return (
    <Layout
      title="How votes are counted"
      newsletter={settings['newsletter-name']}
      description="What counts as a vote, which votes are held, and how often our rules are wrong."
    >
      <h1>How votes are counted</h1>
      <p class="lead">
        A vote in your name should be yours. Programs open links and press buttons too, so every
        vote is looked at before it counts for good.
      </p>
      <WhatCounts floor={settings.floor} />
      <WhatIsHeld />
      <h2>How many are held</h2>
      <HowMany sums={sums} />
      <h2>How often the rules are wrong</h2>
      <Errors />
      <h2>The rules</h2>
      <p>
        Each hit is classified ten minutes after it came. A rule that says machine outweighs one
        that says unsure, and that one outweighs person; what nobody can be sure about counts.
      </p>
      <details>
        <summary>All {rules.length} rules</summary>
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
    </Layout>
  );
}

function WhatCounts({ floor }: { floor: number }) {
  return (
    <>
      <h2>What counts</h2>
      <ul>
        <li>
          Votes come from the buttons in a reader’s own mail. One mailbox has one vote on a tool:
          plus tags, and dots at Gmail, make no second one.
        </li>
        <li>
          The last button pressed counts. Where none was pressed, the choice that the page recorded
          by itself counts, once it is fifteen minutes old; it never displaces the opposite.
        </li>
        <li>
          Voting on an issue is open until the next one goes out, for 14 days at most. Its result
          then never changes. Today’s figure of a tool takes each reader’s latest vote on it, in any
          issue: the last button pressed, else what a page recorded last.
        </li>
        <li>Who joined after an issue was released gets it, but has no vote in it.</li>
        <li>
          Below {floor} votes only their count is shown. “Too close to call” means that one half is
          within the 95% interval of the share (Wilson’s).
        </li>
      </ul>
    </>
  );
}

function WhatIsHeld() {
  return (
    <>
      <h2>What is held</h2>
      <ul>
        <li>
          A vote that looks like a program’s is kept and not counted. If it was yours after all,
          press the button again in a later visit.
        </li>
        <li>
          Where more than 5% of the votes on an issue, or on one of its tools, and at least 10, come
          from addresses of one private domain, they are held until an editor has looked.
        </li>
      </ul>
    </>
  );
}

function HowMany({ sums }: { sums: IssueSum[] }) {
  if (sums.length === 0) return <p>No vote has closed yet.</p>;
  return (
    <>
      <p>
        The readers whose votes counted, and votes: counted, held, and late ones, which came from
        who joined after the issue was released.
      </p>
      <Sums sums={sums} />
    </>
  );
}

function Sums({ sums }: { sums: IssueSum[] }) {
  return (
    <section class="scrolled" aria-label="Votes by issue" tabindex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">Issue</th>
            <th scope="col">Readers</th>
            <th scope="col">Counted</th>
            <th scope="col">Held</th>
            <th scope="col">Late</th>
          </tr>
        </thead>
        <tbody>
          {sums.map(({ issue, voters, counted, held, late }) => (
            <tr key={issue}>
              <th scope="row">
                <a href={`/issues/${issue}/results`}>Issue {issue}</a>
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
  );
}

function Errors() {
  const { people, tabOpeners, machines, laterMachines } = measured;
  return (
    <>
      <p>
        Nobody can know this of real mail. So we play people and programs of known kinds against our
        own pages, and count. The programs of the last line were written after the rules.
      </p>
      <ul>
        <li>
          Of {people.casts} votes by people, {people.held} were held ({share(people)}).
        </li>
        <li>
          Of {tabOpeners.casts} votes by people who open several links in tabs before they look at
          one, {tabOpeners.held} were held ({share(tabOpeners)}). Another press, later, lets such a
          vote count.
        </li>
        <li>
          Of {machines.casts} votes by programs, {machines.held} were held ({share(machines)}).
        </li>
        <li>
          Of {laterMachines.casts} votes by programs that the rules had never met,{' '}
          {laterMachines.held} were held ({share(laterMachines)}).
        </li>
      </ul>
    </>
  );
}

function share({ casts, held }: Measured): string {
  return `${((100 * held) / casts).toFixed(1)}%`;
}
