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
    says: 'The opposite of another cast of the same standing on the same tool, less than three seconds apart. A press that corrects what the page recorded by itself doesn’t count as one.',
    fits: (cast, hits) => hits.some((other) => contradicts(cast, other)),
  },
  {
    name: 'quick-press',
    class: 'machine',
    says: 'Pressed within half a second of asking for the page. Other services take two actions in the same second for a machine’s. A practised reader may need less than a second, but not less than half of one.',
    fits: (cast, hits) => isPress(cast) && hits.some((look) => isJustBefore(look, cast)),
  },
  {
    name: 'press-without-page',
    class: 'machine',
    says: 'Pressed by an agent that never asked for a page with that button. Ignored if a hundred views had filled the clock hour before, because further ones are only counted.',
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
