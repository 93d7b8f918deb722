import { Hono } from 'hono';
import { findComparison } from '../../catalog/list-comparisons';
import { Refusal } from '../../platform/refusal';
import { readSettings } from '../../platform/settings/settings';
import { findArchive, listPublicIssues } from '../../rendering/archive';
import { toExported } from '../../statistics/export-comparisons';
import { readToolHistories } from '../../statistics/tool-history';
import { readCommunity } from '../../votes/tallies';
import { canonicalUrl } from '../../web/canonical-url';
import type { WebDeps } from '../../web/client-address';
import { toDocument } from '../../web/layout';
import { MAIL_POLICY } from '../../web/security-headers';
import { readPathNumber, SLUG } from '../path';
import { offerPuzzle } from '../sign-up/sign-up-puzzle';
import { ComparisonPage } from './comparison-page';
import { HomePage } from './home-page';
import { IssuesPage } from './issues-page';
import { COMPARISON, ISSUES } from './words';

const ISSUES_PER_PAGE = 50;
const ISSUES_PER_COMPARISON = 20;

/** Pages without tokens. */
export function pageRoutes(deps: WebDeps) {
  const { db } = deps;
  const canonical = canonicalUrl(deps);
  return new Hono()
    .get('/', canonical, async (c) => {
      const settings = await readSettings(db);
      const issues = await listPublicIssues(db, { limit: 4 });
      const puzzle = await offerPuzzle(deps, c, settings);
      const page = <HomePage settings={settings} issues={issues} puzzle={puzzle} />;
      return c.html(toDocument(page));
    })
    .get('/issues', canonical, async (c) => {
      const settings = await readSettings(db);
      const before = readPathNumber(c.req.query('before'));
      const found = await listPublicIssues(db, { limit: ISSUES_PER_PAGE + 1, before });
      const issues = found.slice(0, ISSUES_PER_PAGE);
      const older = found.length > ISSUES_PER_PAGE ? issues.at(-1) : undefined;
      return c.html(toDocument(<IssuesPage settings={settings} issues={issues} older={older} />));
    })
    .get('/issues/:number', canonical, async (c) => {
      const number = readPathNumber(c.req.param('number'));
      const archive = number === undefined ? undefined : await findArchive(db, number);
      if (!archive) throw new Refusal('missing', ISSUES.missing);
      c.header('Content-Security-Policy', MAIL_POLICY);
      return c.html(archive);
    })
    .get('/comparisons/:slug', canonical, async (c) => {
      const slug = c.req.param('slug');
      const comparison = SLUG.test(slug) ? await findComparison(db, slug) : undefined;
      if (!comparison) throw new Refusal('missing', COMPARISON.missing);
      const settings = await readSettings(db);
      const toolIds = comparison.sides.map((side) => side.tool.id);
      const community = await readCommunity(db, { toolIds, floor: settings.floor });
      const exported = toExported(comparison, community);
      const { floor } = settings;
      const found = await readToolHistories(db, { toolIds, floor, limit: ISSUES_PER_COMPARISON });
      const histories = toolIds.map((id) => found.get(id)!);
      const page = (
        <ComparisonPage settings={settings} comparison={exported} histories={histories} />
      );
      return c.html(toDocument(page));
    });
}
