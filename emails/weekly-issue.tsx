/** @jsxImportSource react */
import { Container, Html } from '@react-email/components';
import { Fragment } from 'react';
import { Footer } from './footer';
import { Intro } from './intro';
import { LastWeek } from './last-week';
import { Masthead } from './masthead';
import type { WeeklyIssueProps } from './props';
import { styleSheets } from './style-sheet';
import { colours, container, page } from './theme';
import { VerdictCard } from './verdict-card';

/**
 * A web page if `unsubscribeUrl` is null. Webmail drops html and body, so the wrapper, body's only
 * child, repeats language and direction.
 */
export function WeeklyIssue(props: WeeklyIssueProps) {
  const mailed = props.unsubscribeUrl !== null;
  return (
    <Html lang="en" dir="ltr">
      <IssueHead subject={props.subject} description={mailed ? null : props.preheader} />
      <body style={{ margin: 0, background: colours.page }}>
        {/* biome-ignore lint/a11y/useSemanticElements: mail programs know div, and drop main */}
        <div lang="en" dir="ltr" role="main" className="page" style={page}>
          {mailed && <div style={hidden}>{props.preheader}</div>}
          <Container style={container}>
            <Masthead {...props} />
            {props.lastResult && <LastWeek result={props.lastResult} />}
            <Intro blocks={props.intro} />
            {props.cards.map((card) => (
              <Fragment key={card.comparison.id}>
                {props.cardMark}
                <VerdictCard card={card} />
              </Fragment>
            ))}
            {props.cardMark}
            <Footer {...props} />
          </Container>
          {props.pixelSlot}
        </div>
      </body>
    </Html>
  );
}

/** Written out, since a short UTF-8 declaration must come first: without it Gmail clips sooner. */
function IssueHead({ subject, description }: { subject: string; description: string | null }) {
  return (
    <head>
      <meta charSet="utf-8" />
      <meta name="viewport" content="width=device-width,initial-scale=1" />
      <meta name="x-apple-disable-message-reformatting" />
      <meta name="format-detection" content="telephone=no,date=no,address=no,email=no" />
      <meta name="color-scheme" content="light dark" />
      <meta name="supported-color-schemes" content="light dark" />
      {description !== null && <meta name="description" content={description} />}
      <title>{subject}</title>
      {styleSheets.map((sheet) => (
        <style key={sheet}>{sheet}</style>
      ))}
    </head>
  );
}

const hidden = { display: 'none', maxHeight: 0, overflow: 'hidden' } as const;
