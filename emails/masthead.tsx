/** @jsxImportSource react */
import { Heading, Link } from '@react-email/components';
import type { WeeklyIssueProps } from './props';
import { colours, link, soft, title } from './theme';
import { issueInWords, LABELS } from './words';

/** In the archive the name leads home. */
export function Masthead(props: WeeklyIssueProps) {
  return (
    <div className="lane" style={{ padding: '28px 25px 0' }}>
      <div className="bar" style={mark}>
        &nbsp;
      </div>
      {props.unsubscribeUrl === null ? <SiteLinks {...props} /> : <Name {...props} />}
      <p className="soft" style={soft}>{`${issueInWords(props.number)} · ${props.date}`}</p>
      <Heading as="h1" style={{ ...title, margin: '28px 0 0' }}>
        {props.subject}
      </Heading>
    </div>
  );
}

function Name({ newsletter }: Pick<WeeklyIssueProps, 'newsletter'>) {
  return <p style={name}>{newsletter}</p>;
}

function SiteLinks({ newsletter, homeUrl }: Pick<WeeklyIssueProps, 'newsletter' | 'homeUrl'>) {
  return (
    <nav aria-label="Site">
      <p style={name}>
        <Link href={homeUrl} target="_self" style={{ color: 'inherit' }}>
          {newsletter}
        </Link>
        {' · '}
        <Link href={issuesUrl(homeUrl)} target="_self" className="link" style={link}>
          {LABELS.allIssues}
        </Link>
      </p>
    </nav>
  );
}

function issuesUrl(homeUrl: string): string {
  return `${homeUrl.replace(/\/$/, '')}/issues`;
}

const mark = { background: colours.accent, width: 40, height: 6, fontSize: 1, lineHeight: '6px' };
const name = { margin: '14px 0 0', fontSize: 17, fontWeight: 700 };
