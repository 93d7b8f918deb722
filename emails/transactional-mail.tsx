/** @jsxImportSource react */
import { Container, Heading, Html, Link } from '@react-email/components';
import type { TransactionalMailProps } from './props';
import { styleSheets } from './style-sheet';
import { colours, container, link, page, small, title } from './theme';
import { LABELS } from './words';

export function TransactionalMail(props: TransactionalMailProps) {
  return (
    <Html lang="en" dir="ltr">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <title>{props.subject}</title>
        {styleSheets.map((sheet) => (
          <style key={sheet}>{sheet}</style>
        ))}
      </head>
      <body style={{ margin: 0, background: colours.page }}>
        {/* biome-ignore lint/a11y/useSemanticElements: mail programs know div, and drop main */}
        <div lang="en" dir="ltr" role="main" className="page" style={page}>
          <Container style={container}>
            <div className="sheet" style={sheet}>
              <p className="soft" style={small}>
                {props.newsletter}
              </p>
              <Heading as="h1" style={{ ...title, fontSize: 28, margin: '8px 0 16px' }}>
                {props.heading}
              </Heading>
              <Paragraphs texts={props.before} />
              {props.action && <Action {...props.action} />}
              <Paragraphs texts={props.after} />
            </div>
            <Closing {...props} />
          </Container>
        </div>
      </body>
    </Html>
  );
}

function Paragraphs({ texts }: { texts: string[] }) {
  return texts.map((text) => (
    <p key={text} style={paragraph}>
      {text}
    </p>
  ));
}

/** Word pads the cell and not the link; elsewhere the whole button is the link. */
function Action({ text, url }: NonNullable<TransactionalMailProps['action']>) {
  return (
    <>
      <table role="presentation" cellPadding={0} cellSpacing={0}>
        <tbody>
          <tr>
            <td align="center" className="ship" style={button}>
              <Link href={url} style={label}>
                {text}
              </Link>
            </td>
          </tr>
        </tbody>
      </table>
      <p className="soft" style={{ ...small, margin: '12px 0 20px' }}>
        {LABELS.orOpen}
        <Link href={url} className="link" style={link}>
          {url}
        </Link>
      </p>
    </>
  );
}

function Closing({
  reason,
  unsubscribeUrlOf,
  suppressionUrl,
  postalAddress,
}: TransactionalMailProps) {
  return (
    <div className="lane" style={{ padding: '20px 25px 0' }}>
      <p className="soft" style={line}>
        {reason}
      </p>
      {suppressionUrl && (
        <p className="soft" style={line}>
          <Link href={suppressionUrl} className="link" style={link}>
            {LABELS.neverAgain}
          </Link>
        </p>
      )}
      {unsubscribeUrlOf && (
        <p className="soft" style={line}>
          <Link href={unsubscribeUrlOf} className="link" style={link}>
            {LABELS.unsubscribe}
          </Link>
        </p>
      )}
      {postalAddress && (
        <p className="soft" style={line}>
          {postalAddress}
        </p>
      )}
    </div>
  );
}

const line = { ...small, margin: '0 0 8px' };
const sheet = {
  background: colours.sheet,
  border: `1px solid ${colours.line}`,
  borderRadius: 12,
  padding: '28px 24px 8px',
  margin: '28px 0 0',
};
const paragraph = { margin: '0 0 16px', fontSize: 16, lineHeight: 1.6 };
const button = {
  background: colours.accent,
  border: `2px solid ${colours.accent}`,
  borderRadius: 8,
  msoPaddingAlt: '11px 18px',
};
const label = { color: '#ffffff', display: 'block', padding: '11px 18px', fontWeight: 700 };
