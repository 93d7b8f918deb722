import { Hono } from 'hono';
import { findComparison } from '../../catalog/list-comparisons';
import { Refusal } from '../../platform/refusal';
import { readSettings } from '../../platform/settings/settings';
import { findArchive, listPublicIssues } from '../../rendering/archive';
import { toExported } from '../../statistics/export-comparisons';
import { readToolHistories } from '../../statistics/tool-history';
import { readCommunity } from '../../votes/tallies';
import type { FaceDeps } from '../../web/faces';
import { toDocument } from '../../web/layout';
import { oneAddress } from '../../web/one-address';
import { MAIL_POLICY } from '../../web/security-headers';
import { readPathNumber, SLUG } from '../path';
import { offerPuzzle } from '../sign-up/sign-up-puzzle';
import { ComparisonPage } from './comparison-page';
import { HomePage } from './home-page';
import { IssuesPage } from './issues-page';
import { COMPARISON, ISSUES } from './words';

const ISSUES_A_PAGE = 50;
const ISSUES_OF_A_COMPARISON = 20;

/** Pages without tokens. */
export function pages(deps: FaceDeps) {
  const { db } = deps;
  const atOneAddress = oneAddress(deps);
  return new Hono()
    .get('/', atOneAddress, async (c) => {
      const settings = await readSettings(db);
      const issues = await listPublicIssues(db, { limit: 4 });
      const puzzle = await offerPuzzle(deps, c, settings);
      const page = <HomePage settings={settings} issues={issues} puzzle={puzzle} />;
      return c.html(toDocument(page));
    })
    .get('/issues', atOneAddress, async (c) => {
      const settings = await readSettings(db);
      const before = readPathNumber(c.req.query('before'));
      const found = await listPublicIssues(db, { limit: ISSUES_A_PAGE + 1, before });
      const issues = found.slice(0, ISSUES_A_PAGE);
      const older = found.length > ISSUES_A_PAGE ? issues.at(-1) : undefined;
      return c.html(toDocument(<IssuesPage settings={settings} issues={issues} older={older} />));
    })
    .get('/issues/:number', atOneAddress, async (c) => {
      const number = readPathNumber(c.req.param('number'));
      const archive = number === undefined ? undefined : await findArchive(db, number);
      if (!archive) throw new Refusal('missing', ISSUES.missing);
      c.header('Content-Security-Policy', MAIL_POLICY);
      return c.html(archive);
    })
    .get('/comparisons/:slug', atOneAddress, async (c) => {
      const slug = c.req.param('slug');
      const comparison = SLUG.test(slug) ? await findComparison(db, slug) : undefined;
      if (!comparison) throw new Refusal('missing', COMPARISON.missing);
      const settings = await readSettings(db);
      const toolIds = comparison.sides.map((side) => side.tool.id);
      const community = await readCommunity(db, { toolIds, floor: settings.floor });
      const exported = toExported(comparison, community);
      const { floor } = settings;
      const found = await readToolHistories(db, { toolIds, floor, limit: ISSUES_OF_A_COMPARISON });
      const histories = toolIds.map((id) => found.get(id)!);
      const page = (
        <ComparisonPage settings={settings} comparison={exported} histories={histories} />
      );
      return c.html(toDocument(page));
    });
}
