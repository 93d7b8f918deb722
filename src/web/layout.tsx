import type { Child } from 'hono/jsx';
import { FRAME } from './words';

interface LayoutProps {
  title: string;
  newsletter?: string;
  description?: string;
  isWide?: boolean;
  children?: Child;
}

export function Layout({ title, newsletter, description, isWide, children }: LayoutProps) {
  const named = newsletter && newsletter !== title;
  return (
    <html lang="en" dir="ltr">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        {description ? <meta name="description" content={description} /> : null}
        <title>{named ? `${title} · ${newsletter}` : title}</title>
        <link rel="icon" href="/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/style.css" />
        <link
          rel="alternate"
          type="application/atom+xml"
          href="/feed.xml"
          title={FRAME.allIssues}
        />
      </head>
      <body class={isWide ? 'wide' : undefined}>
        <a class="skip-link" href="#content">
          {FRAME.skipLink}
        </a>
        <header>
          <a class="home" href="/">
            {newsletter ?? FRAME.home}
          </a>
          <nav aria-label={FRAME.mainNav}>
            <a href="/issues">{FRAME.allIssues}</a>
          </nav>
        </header>
        <main id="content" tabindex={-1}>
          {children}
        </main>
        <footer>
          <nav aria-label={FRAME.moreNav}>
            <a href="/how-votes-count">{FRAME.counting}</a>
            <a href="/feed.xml">{FRAME.feed}</a>
          </nav>
          <p>{FRAME.about}</p>
        </footer>
      </body>
    </html>
  );
}

export function Notice({ title, newsletter, children }: LayoutProps) {
  return (
    <Layout title={title} newsletter={newsletter}>
      <h1>{title}</h1>
      {children}
    </Layout>
  );
}

export function toDocument(page: Child): string {
  return `<!doctype html>${String(page)}`;
}
