/** @jsxImportSource hono/jsx */
import type { Child } from 'hono/jsx';
import type { StoredMail } from './mail-store';
import { formatMoment, Page } from './mailbox-layout';

export const PAGE_SIZE = 50;

export function ListPage(props: {
  mails: StoredMail[];
  total: number;
  to: string;
  page: number;
}): Child {
  const { mails, total, to, page } = props;
  return (
    <Page title="Local mailbox">
      <header>
        <h1>Local mailbox</h1>
        <p class="quiet">
          No email leaves this machine. Whatever was meant for Resend is kept here.
        </p>
      </header>
      <main>
        <search>
          <form action="/">
            <label>
              Recipient
              <input type="search" name="to" value={to} placeholder="an address or part of one" />
            </label>
            <button type="submit">Search</button>
          </form>
        </search>
        <p class="quiet">{describeTotal(total, to)}</p>
        {mails.length > 0 && (
          <ol class="mails">
            {mails.map((mail) => (
              <Entry key={mail.id} mail={mail} />
            ))}
          </ol>
        )}
        <Pages {...{ total, to, page }} />
      </main>
    </Page>
  );
}

function Entry({ mail }: { mail: StoredMail }): Child {
  return (
    <li>
      <a href={`/mails/${mail.id}`}>
        <strong>{mail.subject}</strong>
        <time datetime={mail.at}>{formatMoment(mail.at)}</time>
        <span class="to">{mail.to.join(', ')}</span>
      </a>
    </li>
  );
}

function Pages({ total, to, page }: { total: number; to: string; page: number }): Child {
  const last = Math.max(1, Math.ceil(total / PAGE_SIZE));
  const link = (wanted: number) => `/?${new URLSearchParams({ to, page: String(wanted) })}`;
  if (last === 1) return null;
  return (
    <nav aria-label="Pages">
      {page > 1 && <a href={link(page - 1)}>Newer</a>}
      <span class="quiet">
        Page {page} of {last}
      </span>
      {page < last && <a href={link(page + 1)}>Older</a>}
    </nav>
  );
}

function describeTotal(total: number, to: string): string {
  const mails = `${total.toLocaleString('en')} ${total === 1 ? 'email' : 'emails'}`;
  if (to) return `${mails} to addresses containing “${to}”, newest first.`;
  return total === 0 ? 'No emails yet.' : `${mails}, newest first.`;
}
