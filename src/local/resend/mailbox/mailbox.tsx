/** @jsxImportSource hono/jsx */
import { Readable } from 'node:stream';
import type { HttpBindings } from '@hono/node-server';
import { Hono, type MiddlewareHandler } from 'hono';
import type { Ledger } from '../ledger/ledger';
import { ListPage, PAGE_SIZE } from './list-page';
import { MailPage } from './mail-page';
import type { MailStore } from './mail-store';
import { MessagePage } from './mailbox-layout';
import { mailboxStyle } from './mailbox-style';

const MAX_LISTED = 500;
const PAGE_POLICY =
  "default-src 'none'; style-src 'self'; img-src data:; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
// Pictures load as they do in a mail program, links open outside the frame, and nothing else runs.
const SANDBOX = 'allow-popups allow-popups-to-escape-sandbox';
const MAIL_POLICY = `sandbox ${SANDBOX}; default-src 'none'; img-src http: https: data:; style-src 'unsafe-inline'; frame-ancestors 'self'`;

/** All accepted mails, for people at this machine only. */
export function createMailbox({ mailStore, ledger }: { mailStore: MailStore; ledger: Ledger }) {
  const app = new Hono<{ Bindings: HttpBindings }>();
  app.use(requireLoopback);
  app.get('/', (c) => {
    const to = c.req.query('to') ?? '';
    const page = readNumber(c.req.query('page'), 1, Number.MAX_SAFE_INTEGER, 1);
    const found = mailStore.list({ to, limit: PAGE_SIZE, offset: (page - 1) * PAGE_SIZE });
    return c.html(<ListPage {...found} to={to} page={page} />);
  });
  app.get('/mails/:id', async (c) => {
    const mail = await mailStore.find(c.req.param('id'));
    if (!mail) return c.html(<MessagePage>There’s no such email.</MessagePage>, 404);
    return c.html(<MailPage mail={mail} sandbox={SANDBOX} />);
  });
  app.get('/mails/:id/html', async (c) => {
    const mail = await mailStore.find(c.req.param('id'));
    if (!mail?.html) return c.html(<MessagePage>This email’s HTML wasn’t kept.</MessagePage>, 404);
    c.header('content-security-policy', MAIL_POLICY);
    return c.html(openLinksOutside(mail.html));
  });
  app.get('/mailbox.json', async (c) => {
    const limit = readNumber(c.req.query('limit'), 0, MAX_LISTED, MAX_LISTED);
    const offset = readNumber(c.req.query('offset'), 0, Number.MAX_SAFE_INTEGER, 0);
    return c.json(await mailStore.listWhole({ to: c.req.query('to') ?? '', limit, offset }));
  });
  app.get('/ledger.json', (c) => {
    const issue = c.req.query('doubled');
    return c.json({ ...ledger.count(), doubled: issue && ledger.listDoubled(issue) });
  });
  app.get('/ledger/deliveries', (c) => {
    const after = readNumber(c.req.query('after'), 0, Number.MAX_SAFE_INTEGER, 0);
    const lines = Readable.from(ledger.listDeliveries(c.req.query('issue') ?? '', after));
    return c.body(Readable.toWeb(lines) as ReadableStream, 200, { 'content-type': 'text/plain' });
  });
  app.get('/style.css', (c) => {
    c.header('content-type', 'text/css; charset=utf-8');
    return c.body(mailboxStyle);
  });
  app.notFound((c) => c.html(<MessagePage>There’s no such page.</MessagePage>, 404));
  return app;
}

/** Rejects requests by another name or through a proxy. */
const requireLoopback: MiddlewareHandler<{ Bindings: HttpBindings }> = async (c, next) => {
  const port = c.env.incoming.socket.localPort;
  const host = c.req.header('host');
  const isOurs = host === `127.0.0.1:${port}` || host === `localhost:${port}`;
  const names = Object.keys(c.req.header());
  if (!isOurs || names.some((name) => name === 'forwarded' || name.startsWith('x-forwarded-'))) {
    return c.text('The mailbox answers only to this machine, at its own address.', 403);
  }
  c.header('content-security-policy', PAGE_POLICY);
  c.header('referrer-policy', 'no-referrer');
  c.header('x-content-type-options', 'nosniff');
  c.header('cache-control', 'no-store');
  await next();
};

function readNumber(text: string | undefined, least: number, most: number, otherwise: number) {
  const number = Number(text ?? otherwise);
  return Number.isInteger(number) && number >= least ? Math.min(number, most) : otherwise;
}

function openLinksOutside(html: string): string {
  const base = '<base target="_blank">';
  const head = /<head\b[^<>]*>/i.exec(html);
  if (!head) return base + html;
  const at = head.index + head[0].length;
  return html.slice(0, at) + base + html.slice(at);
}
