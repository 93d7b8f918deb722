import type { Settings } from '../../platform/settings/settings';
import type { PublicIssue } from '../../rendering/archive';
import { Layout } from '../../web/layout';
import { SignUpForm } from '../sign-up/sign-up-form';
import { IssueLine } from './issue-line';

interface HomePageProps {
  settings: Settings;
  issues: PublicIssue[];
  /** Null if the sign-up form asks for none. */
  puzzle: string | null;
}

export function HomePage({ settings, issues, puzzle }: HomePageProps) {
  const newsletter = settings['newsletter-name'];
  return (
    <Layout
      title={newsletter}
      newsletter={newsletter}
      description="One email a week: new AI tools in pairs, judged by a panel of four and by you."
    >
      <h1>Which one should you ship with?</h1>
      <p class="lead">
        New AI tools ship daily. Once a week we set the ones that matter side by side, print what a
        panel of four makes of them, and ask you: ship or skip?
      </p>
      <SignUpForm puzzle={puzzle} />
      {issues.length > 0 ? (
        <Latest issues={issues} timeZone={settings['time-zone']} />
      ) : (
        <>
          <h2>The first issue is being made</h2>
          <p>It will stand here when it has gone out.</p>
        </>
      )}
      <h2>How a verdict is made</h2>
      <HowItWorks floor={settings.floor} />
    </Layout>
  );
}

function Latest({ issues, timeZone }: { issues: PublicIssue[]; timeZone: string }) {
  return (
    <>
      <h2>Latest issues</h2>
      <ul class="issues">
        {issues.map((issue) => (
          <IssueLine key={issue.number} issue={issue} timeZone={timeZone} />
        ))}
      </ul>
      <a class="way-on" href="/issues">
        See all issues
      </a>
    </>
  );
}

function HowItWorks({ floor }: { floor: number }) {
  return (
    <ol class="steps">
      <li>
        <h3>Four seats read both tools</h3>
        <p>
          A Builder, a Skeptic, a Futurist and a guest each say ship or skip. Where we do not know
          who said what, we say that too.
        </p>
      </li>
      <li>
        <h3>You say ship or skip</h3>
        <p>
          Every tool in the mail has two buttons. The page that opens records your choice by itself
          and says so; where scripts do not run, it asks you to press. You can change it while
          voting is open.
        </p>
      </li>
      <li>
        <h3>The count is shown, and what it is made of</h3>
        <p>
          One reader, one vote on a tool. Below {floor} votes you see their number, and no
          percentage.
        </p>
      </li>
    </ol>
  );
}
