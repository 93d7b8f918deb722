import { Hono } from 'hono';
import { readSettings } from '../../platform/settings/settings';
import { dropFaults } from '../../platform/text/clean-text';
import { escapeMarkup } from '../../platform/text/escape-markup';
import { listPublicIssues, type PublicIssue } from '../../rendering/archive';
import { canonicalUrl } from '../../web/canonical-url';
import type { WebDeps } from '../../web/client-address';

const ISSUES = 20;

/** An Atom feed (RFC 4287) with the archive's links. */
export function feedRoutes(deps: WebDeps) {
  const { db, config, now } = deps;
  return new Hono().get('/feed.xml', canonicalUrl(deps), async (c) => {
    const settings = await readSettings(db);
    const issues = await listPublicIssues(db, { limit: ISSUES });
    const updated = issues[0]?.send_at ?? now();
    const lines = [
      '<?xml version="1.0" encoding="utf-8"?>',
      '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">',
      `<title>${toXml(settings['newsletter-name'])}</title>`,
      `<id>${config.publicUrl}/</id>`,
      `<link rel="self" type="application/atom+xml" href="${config.publicUrl}/feed.xml"/>`,
      `<link rel="alternate" type="text/html" href="${config.publicUrl}/issues"/>`,
      `<author><name>${toXml(settings['newsletter-name'])}</name></author>`,
      `<updated>${updated.toISOString()}</updated>`,
      ...issues.map((issue) => toEntry(config.publicUrl, issue)),
      '</feed>',
    ];
    return c.body(`${lines.join('\n')}\n`, 200, {
      'Content-Type': 'application/atom+xml; charset=utf-8',
    });
  });
}

function toEntry(publicUrl: string, { number, subject, preheader, send_at }: PublicIssue): string {
  const url = `${publicUrl}/issues/${number}`;
  return [
    '<entry>',
    `<title>${toXml(subject)}</title>`,
    `<id>${url}</id>`,
    `<link rel="alternate" type="text/html" href="${url}"/>`,
    `<updated>${send_at.toISOString()}</updated>`,
    `<summary>${toXml(preheader)}</summary>`,
    '</entry>',
  ].join('\n');
}

/** XML 1.0 forbids some characters, escaped or not; texts stored before cleaning may have them. */
function toXml(text: string): string {
  return escapeMarkup(dropFaults(text));
}
