import type { CardContent, Choice } from '../../emails/props';
import type { Database } from '../platform/database';

type LinkTarget =
  | { kind: 'vote'; comparison_id: string; tool_id: string; choice: Choice }
  | { kind: 'comparison'; comparison_id: string }
  | { kind: 'url'; url: string };

export type NumberedLink = LinkTarget & { n: number };

/** Numbers every link, from 1, in the order of reading. */
export async function freezeContent(
  tx: Database,
  { issueId, cards, introUrls }: { issueId: number; cards: CardContent[]; introUrls: string[] },
): Promise<void> {
  for (const [index, card] of cards.entries()) {
    await tx
      .updateTable('entries')
      .set({ content: JSON.stringify(card) })
      .where('issue_id', '=', issueId)
      .where('position', '=', index + 1)
      .execute();
  }
  const links = numberLinks({ cards, introUrls });
  await tx
    .insertInto('links')
    .values(links.map((link) => ({ issue_id: issueId, ...link })))
    .execute();
}

/** From 1 in the order of reading. */
export function numberLinks({
  cards,
  introUrls,
}: {
  cards: CardContent[];
  introUrls: string[];
}): NumberedLink[] {
  const links = [...new Set(introUrls)].map((url): LinkTarget => ({ kind: 'url', url }));
  return [...links, ...cards.flatMap(linksOfCard)].map((link, index) => ({
    n: index + 1,
    ...link,
  }));
}

function linksOfCard({ comparison, sides }: CardContent): LinkTarget[] {
  const choices: Choice[] = ['ship', 'skip'];
  const votes = sides.flatMap(({ tool }) =>
    choices.map(
      (choice): LinkTarget => ({
        kind: 'vote',
        comparison_id: comparison.id,
        tool_id: tool.id,
        choice,
      }),
    ),
  );
  return [...votes, { kind: 'comparison', comparison_id: comparison.id }];
}

/** Drops the copy: the issue is a draft again. */
export async function discardContent(tx: Database, issueId: number): Promise<void> {
  await tx.deleteFrom('links').where('issue_id', '=', issueId).execute();
  await tx.updateTable('entries').set({ content: null }).where('issue_id', '=', issueId).execute();
}

/** By position; empty while the issue is a draft. */
export async function listCards(db: Database, issueId: number): Promise<CardContent[]> {
  const rows = await db
    .selectFrom('entries')
    .select('content')
    .where('issue_id', '=', issueId)
    .where('content', 'is not', null)
    .orderBy('position')
    .execute();
  return rows.map((row) => row.content as unknown as CardContent);
}

export async function listLinks(db: Database, issueId: number): Promise<NumberedLink[]> {
  const rows = await db
    .selectFrom('links')
    .select(['n', 'kind', 'comparison_id', 'tool_id', 'choice', 'url'])
    .where('issue_id', '=', issueId)
    .orderBy('n')
    .execute();
  return rows as unknown as NumberedLink[];
}
