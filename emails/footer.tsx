/** @jsxImportSource react */
import { Link } from '@react-email/components';
import type { WeeklyIssueProps } from './props';
import { link, small } from './theme';
import { LABELS, reasonInWords } from './words';

export function Footer(props: WeeklyIssueProps) {
  const { newsletter, number, unsubscribeUrl } = props;
  return (
    <div className="lane" style={{ padding: '28px 25px 0' }}>
      <p className="soft" style={line}>
        {reasonInWords(newsletter, number, unsubscribeUrl !== null)}
      </p>
      {unsubscribeUrl !== null && <FooterLinks {...props} out={unsubscribeUrl} />}
      <p className="soft" style={line}>
        {props.postalAddress}
      </p>
    </div>
  );
}

function FooterLinks({ out, preferencesUrl, archiveUrl }: WeeklyIssueProps & { out: string }) {
  return (
    <p className="soft" style={line}>
      <Link href={out} className="link" style={link}>
        {LABELS.unsubscribe}
      </Link>
      {' · '}
      {preferencesUrl !== null && (
        <>
          <Link href={preferencesUrl} className="link" style={link}>
            {LABELS.preferences}
          </Link>
          {' · '}
        </>
      )}
      <Link href={archiveUrl} className="link" style={link}>
        {LABELS.inBrowser}
      </Link>
    </p>
  );
}

const line = { ...small, margin: '0 0 8px' };
