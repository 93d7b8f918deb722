import { Refusal } from '../platform/refusal';
import { PREFERENCES } from './refusal-words';

/** The database holds the same limit. */
export const MAX_TOPICS = 30;

/** Includes the reader's own topics, in case one has gone since. */
export function listTopicsOnOffer(categories: string[], topics: string[] | null): string[] {
  const offered = new Set([...categories, ...(topics ?? [])]);
  return [...offered].toSorted((a, b) => a.localeCompare(b, 'en'));
}

/** Null, everything in the editors' order, if none or all are ticked. Refuses unknown ones. */
export function chooseTopics({
  ticked,
  categories,
  topics,
}: {
  ticked: string[];
  categories: string[];
  topics: string[] | null;
}): string[] | null {
  const onOffer = listTopicsOnOffer(categories, topics);
  if (!ticked.every((topic) => onOffer.includes(topic))) throw notOnOffer();
  const chosen = onOffer.filter((topic) => ticked.includes(topic));
  const isEverything = categories.length > 0 && categories.every((each) => chosen.includes(each));
  if (chosen.length === 0 || isEverything) return null;
  if (chosen.length <= MAX_TOPICS) return chosen;
  throw new Refusal('invalid', PREFERENCES.tooManyTopics(MAX_TOPICS));
}

function notOnOffer(): Refusal {
  return new Refusal('invalid', PREFERENCES.topicGone);
}
