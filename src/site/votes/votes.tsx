import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { readSettings } from '../../platform/settings/settings';
import { recordHit } from '../../tracking/record-hit';
import { readLinkNumber } from '../../tracking/tokens';
import { isBallotOpen } from '../../votes/ballots/ballot';
import { castVote, deadVoteLink } from '../../votes/cast-vote';
import { listReaderVotes } from '../../votes/reader-votes';
import { findVoteLink } from '../../votes/vote-link';
import type { WebDeps } from '../../web/client-address';
import { evidenceOf } from '../../web/evidence';
import { toDocument } from '../../web/layout';
import { behindToken, VOTE_POLICY } from '../../web/security-headers';
import { readVoteContext } from './vote-context';
import { VotePage } from './vote-page';

/**
 * A GET shows the choice as buttons, whose POST is the vote. The script posts a provisional one
 * once the page is visible.
 */
export function voteRoutes(deps: WebDeps) {
  const { db, now } = deps;
  return new Hono()
    .use('/v/*', behindToken)
    .get('/v/:token/:n', async (c) => {
      const vote = await findVoteOf(deps, c);
      const { voter, link, evidence } = vote;
      const hit = { deliveryId: voter.id, kind: 'vote', n: link.n, evidence } as const;
      await recordHit(db, { ...hit, at: now() });
      return show(deps, c, vote);
    })
    .post('/v/:token/:n', bodyLimit({ maxSize: 4_096 }), async (c) => {
      const vote = await findVoteOf(deps, c);
      await castVote(db, { ...vote, standing: 'confirmed', at: now() });
      return show(deps, c, vote);
    })
    .get('/v/:token/:n/provisional', async (c) => {
      const { token, link } = await findVoteOf(deps, c);
      return c.redirect(`/v/${token}/${link.n}`);
    })
    .post('/v/:token/:n/provisional', bodyLimit({ maxSize: 4_096 }), async (c) => {
      const vote = await findVoteOf(deps, c);
      await castVote(db, { ...vote, standing: 'provisional', at: now() });
      return show(deps, c, vote);
    });
}

type Vote = Awaited<ReturnType<typeof findVoteOf>>;

async function findVoteOf(deps: WebDeps, c: Context) {
  const { db, signer } = deps;
  const token = c.req.param('token') ?? '';
  const deliveryId = signer.read('v', token);
  const n = readLinkNumber(c.req.param('n') ?? '');
  const found =
    deliveryId === null || n === null ? undefined : await findVoteLink(db, { deliveryId, n });
  if (!found) throw deadVoteLink();
  return { ...found, evidence: evidenceOf(deps, c), token };
}

async function show(
  { db, now }: WebDeps,
  c: Context,
  { voter, link, ballot, evidence, token }: Vote,
) {
  const settings = await readSettings(db);
  const { floor } = settings;
  const toolId = link.tool.id;
  const ownVotes = await listReaderVotes(db, { deliveryId: voter.id, visitor: evidence });
  const ownVote = ownVotes.find(({ tool }) => tool.id === toolId) ?? null;
  const isOpen = isBallotOpen(ballot, now());
  const asked = { issueId: voter.issue_id, ownVotes, toolId, floor };
  const context = isOpen && !ownVote ? null : await readVoteContext(db, asked);
  const pathOf = (n: number) => `/v/${token}/${n}`;
  const mayRecord = isOpen && ownVote?.standing !== 'confirmed' && ownVote?.choice !== link.choice;
  c.header('Content-Security-Policy', VOTE_POLICY);
  const page = (
    <VotePage
      newsletter={settings['newsletter-name']}
      link={link}
      ownVote={ownVote}
      isOpen={isOpen}
      isLate={voter.joined_late}
      context={context}
      floor={floor}
      scriptPath={mayRecord ? `${pathOf(link.n)}/provisional` : null}
      pathOf={pathOf}
    />
  );
  return c.html(toDocument(page));
}
