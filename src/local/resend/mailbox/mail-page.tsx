/** @jsxImportSource hono/jsx */
import type { Child } from 'hono/jsx';
import { BODIES_KEPT } from '../ledger/ledger';
import type { StoredMail } from './mail-store';
import { formatMoment, Page } from './mailbox-layout';

export function MailPage({ mail, sandbox }: { mail: StoredMail; sandbox: string }): Child {
  return (
    <Page title={mail.subject}>
      <header>
        <p>
          <a href="/">All emails</a>
        </p>
        <h1>{mail.subject}</h1>
      </header>
      <main>
        <Envelope mail={mail} />
        {mail.headers === null && (
          <p>Only the newest {BODIES_KEPT} emails are kept in full; this one is older.</p>
        )}
        {mail.html && (
          <>
            <h2>HTML</h2>
            <iframe title="The email as HTML" src={`/mails/${mail.id}/html`} sandbox={sandbox} />
            <p>
              <a href={`/mails/${mail.id}/html`}>Open the HTML on its own page</a>
            </p>
          </>
        )}
        {mail.text && (
          <>
            <h2>Plain text</h2>
            <pre>{mail.text}</pre>
          </>
        )}
      </main>
    </Page>
  );
}

function Envelope({ mail }: { mail: StoredMail }): Child {
  const facts: [string, string][] = [
    ['To', mail.to.join(', ')],
    ['From', mail.from],
    ['Accepted', formatMoment(mail.at)],
  ];
  const details: [string, string][] = [
    ...Object.entries(mail.headers ?? {}),
    ...mail.tags.map((tag): [string, string] => [`Tag ${tag.name}`, tag.value]),
    ['Idempotency key', mail.key ?? 'none'],
    ['Resend’s id', mail.id],
  ];
  return (
    <>
      <Facts facts={facts} />
      <details>
        <summary>Headers, tags and key</summary>
        <Facts facts={details} />
      </details>
    </>
  );
}

function Facts({ facts }: { facts: [string, string][] }): Child {
  return (
    <dl>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
