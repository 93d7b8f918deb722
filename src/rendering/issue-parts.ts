import { listCards, listLinks, numberLinks } from '../issues/content';
import type { Issue } from '../issues/find';
import { listIntroUrls } from '../issues/intro';
import type { Deps } from '../platform/deps';
import { readSettings } from '../platform/settings/settings';
import { collectCards } from './collect-cards';
import type { IssueParts } from './issue-props';
import { readLastResult } from './last-result';

/**
 * The frozen copy of a released issue; of a draft its content now, with links numbered as a release
 * would. `withEmptyResult` includes a result without votes that count.
 */
export async function readIssueParts(
  { db, config: { publicUrl } }: Pick<Deps, 'db' | 'config'>,
  { issue, withEmptyResult = false }: { issue: Issue; withEmptyResult?: boolean },
): Promise<IssueParts> {
  const settings = await readSettings(db);
  const { floor } = settings;
  const frozen = await listCards(db, issue.id);
  const isFrozen = frozen.length > 0;
  const cards = isFrozen ? frozen : await collectCards(db, { issueId: issue.id, floor });
  const links = isFrozen
    ? await listLinks(db, issue.id)
    : numberLinks({ cards, introUrls: listIntroUrls(issue.intro) });
  const lastResult = await readLastResult(db, { issue, floor, publicUrl, withEmptyResult });
  return { issue, cards, lastResult, links, settings, publicUrl };
}
