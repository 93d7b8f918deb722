import type { Settings } from '../../platform/settings/settings';
import type { PublicIssue } from '../../rendering/archive';
import { Layout } from '../../web/layout';
import { SignUpForm } from '../sign-up/sign-up-form';
import { IssueLine } from './issue-line';
import { HOME, ISSUES, steps } from './words';

interface HomePageProps {
  settings: Settings;
  issues: PublicIssue[];
  /** Null if the sign-up form asks for none. */
  puzzle: string | null;
}

export function HomePage({ settings, issues, puzzle }: HomePageProps) {
  const newsletter = settings['newsletter-name'];
  return (
    <Layout title={newsletter} newsletter={newsletter} description={HOME.description}>
      <h1>{HOME.title}</h1>
      <p class="lead">{HOME.lead}</p>
      <SignUpForm puzzle={puzzle} />
      {issues.length > 0 ? (
        <Latest issues={issues} timeZone={settings['time-zone']} />
      ) : (
        <>
          <h2>{HOME.noneTitle}</h2>
          <p>{HOME.none}</p>
        </>
      )}
      <h2>{HOME.stepsTitle}</h2>
      <HowItWorks floor={settings.floor} />
    </Layout>
  );
}

function Latest({ issues, timeZone }: { issues: PublicIssue[]; timeZone: string }) {
  return (
    <>
      <h2>{HOME.latest}</h2>
      <ul class="issues">
        {issues.map((issue) => (
          <IssueLine key={issue.number} issue={issue} timeZone={timeZone} />
        ))}
      </ul>
      <a class="way-on" href="/issues">
        {ISSUES.seeAll}
      </a>
    </>
  );
}

function HowItWorks({ floor }: { floor: number }) {
  return (
    <ol class="steps">
      {steps(floor).map(({ title, says }) => (
        <li key={title}>
          <h3>{title}</h3>
          <p>{says}</p>
        </li>
      ))}
    </ol>
  );
}
