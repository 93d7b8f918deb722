import { listCards, listLinks, numberLinks } from '../issues/content';
import type { Issue } from '../issues/find';
import { listIntroUrls } from '../issues/intro';
import type { Deps } from '../platform/deps';
import { readSettings } from '../platform/settings/settings';
import { collectCards } from './collect-cards';
import type { IssueParts } from './issue-props';
import { readLastResult } from './last-result';

/**
 * What an issue is made of: of a released one the frozen copy, of a draft its content now, with its
 * links numbered as a release would; last week's result as it stands until the issue goes out.
 * `withEmptyResult` has a result in it also where nobody's vote counts yet.
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
