import { Hono } from 'hono';
import { findTool } from '../../catalog/find-tool';
import { Refusal } from '../../platform/refusal';
import { readSettings } from '../../platform/settings/settings';
import { readIssueResult } from '../../statistics/issue-result';
import { readToolHistories } from '../../statistics/tool-history';
import { isBallotOpen } from '../../votes/ballots/ballot';
import { listBallotTotals } from '../../votes/ballots/list-totals';
import { readCommunity } from '../../votes/tallies';
import { canonicalUrl } from '../../web/canonical-url';
import type { WebDeps } from '../../web/client-address';
import { toDocument } from '../../web/layout';
import { readPathNumber, SLUG } from '../path';
import { CountingPage } from './counting-page';
import { ResultPage } from './result-page';
import { ToolPage } from './tool-page';
import { ISSUES, TOOL } from './words';

const ISSUES_PER_TOOL = 20;
const SUMS = 10;

export function resultRoutes(deps: WebDeps) {
  const { db, now } = deps;
  const canonical = canonicalUrl(deps);
  return new Hono()
    .get('/issues/:number/results', canonical, async (c) => {
      const number = readPathNumber(c.req.param('number'));
      if (number === undefined) throw new Refusal('missing', ISSUES.missing);
      const settings = await readSettings(db);
      const result = await readIssueResult(db, { number, floor: settings.floor });
      const isOpen = isBallotOpen(result.ballot, now());
      const page = <ResultPage settings={settings} result={result} isOpen={isOpen} />;
      return c.html(toDocument(page));
    })
    .get('/tools/:slug', canonical, async (c) => {
      const slug = c.req.param('slug');
      const tool = SLUG.test(slug) ? await findTool(db, slug) : undefined;
      if (!tool) throw new Refusal('missing', TOOL.missing);
      const settings = await readSettings(db);
      const { floor } = settings;
      const toolIds = [tool.id];
      const today = (await readCommunity(db, { toolIds, floor })).get(tool.id)!;
      const limit = ISSUES_PER_TOOL;
      const history = (await readToolHistories(db, { toolIds, floor, limit })).get(tool.id)!;
      const page = <ToolPage settings={settings} tool={tool} today={today} history={history} />;
      return c.html(toDocument(page));
    })
    .get('/how-votes-count', canonical, async (c) => {
      const settings = await readSettings(db);
      const sums = await listBallotTotals(db, { limit: SUMS });
      return c.html(toDocument(<CountingPage settings={settings} sums={sums} />));
    });
}
