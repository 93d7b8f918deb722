import { mayMissLooks } from './hit-hours';
import { isLook, isPress, type Rule, type StoredHit } from './stored-hit';

export interface PressRule extends Rule {
  /** `hits` are all of the delivery's, whoever made them. */
  fits: (cast: StoredHit, hits: StoredHit[]) => boolean;
}

const CONTRADICTION_MS = 3_000;
const QUICK_PRESS_MS = 500;

export const pressRules: PressRule[] = [
  {
    name: 'contradiction',
    class: 'machine',
    says: 'Two opposite votes on the same tool less than three seconds apart, both pressed or both recorded by the page. Pressing a button to correct what the page recorded is fine.',
    fits: (cast, hits) => hits.some((other) => contradicts(cast, other)),
  },
  {
    name: 'quick-press',
    class: 'machine',
    says: 'Pressed within half a second of requesting the page. Other services blame a machine for two actions in the same second. A practised reader may need less than a second, but not less than half.',
    fits: (cast, hits) => isPress(cast) && hits.some((look) => isJustBefore(look, cast)),
  },
  {
    name: 'press-without-page',
    class: 'machine',
    says: 'Pressed by an agent that never requested a page with that button. The rule doesn’t apply once an hour has had a hundred page views, because after that we keep only their number.',
    fits: (cast, hits) =>
      isPress(cast) && !hits.some((look) => isPageOf(look, cast)) && !mayMissLooks(hits, cast.at),
  },
];

function contradicts(cast: StoredHit, other: StoredHit): boolean {
  return (
    other.standing === cast.standing &&
    other.tool_id === cast.tool_id &&
    other.choice !== cast.choice &&
    Math.abs(other.at.getTime() - cast.at.getTime()) < CONTRADICTION_MS
  );
}

function isJustBefore(look: StoredHit, cast: StoredHit): boolean {
  return isPageOf(look, cast) && cast.at.getTime() - look.at.getTime() < QUICK_PRESS_MS;
}

function isPageOf(look: StoredHit, cast: StoredHit): boolean {
  return (
    isLook(look) &&
    look.tool_id === cast.tool_id &&
    look.user_agent === cast.user_agent &&
    look.at <= cast.at
  );
}
