/** @jsxImportSource hono/jsx */
import type { Child, PropsWithChildren } from 'hono/jsx';

export function Page({ title, children }: PropsWithChildren<{ title: string }>): Child {
  return (
    <html lang="en" dir="ltr">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{title}</title>
        <link rel="stylesheet" href="/style.css" />
        <link rel="icon" href="data:," />
      </head>
      <body>{children}</body>
    </html>
  );
}

export function MessagePage({ children }: PropsWithChildren): Child {
  return (
    <Page title="Local mailbox">
      <main>
        <h1>{children}</h1>
        <p>
          <a href="/">All emails</a>
        </p>
      </main>
    </Page>
  );
}

export function formatMoment(at: string): string {
  return `${at.slice(0, 10)} ${at.slice(11, 19)} UTC`;
}
