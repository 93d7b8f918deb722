import type { Deps } from '../platform/deps';
import { gather } from '../platform/gather';
import type { ProviderEvent } from './events/event';
import { type ReceivedEvent, takeKnownEvents } from './known-events';
import { type EventOutcome, takeProviderEvent } from './provider-event';

/** An event is taken once however often it comes, so a second try doubles nothing. */
const BOUNDS = { most: 100, waiting: 5_000, atOnce: 1, mayRepeat: () => true };

/**
 * Takes provider events: those that come at once and whose deliveries are known share a transaction,
 * every other has its own. Each is answered after its own commit.
 */
export function gatherProviderEvents(deps: Deps): (event: ProviderEvent) => Promise<EventOutcome> {
  const takeKnown = gather((events: ReceivedEvent[]) => takeKnownEvents(deps, events), BOUNDS);
  return async (event) => {
    const outcome = await takeKnown({ ...event, received_at: deps.now() });
    return outcome === 'unknown' ? takeProviderEvent(deps, event) : outcome;
  };
}
