import { coalesce, coalesceWrites } from '../platform/coalesce';
import type { Deps } from '../platform/deps';
import { errorFields } from '../platform/log';
import type { ProviderEvent } from './effects/event';
import { type ReceivedEvent, receiveKnownEvents } from './known-events';
import { type EventOutcome, receiveProviderEvent } from './provider-event';
import { countRefusedEvents, type RefusedEvent } from './refused-events';

const BOUNDS = { maxWaiting: 5_000, concurrency: 1 };

/** Events of known deliveries share a transaction; each is answered after its own commit. */
export function coalesceProviderEvents(
  deps: Deps,
): (event: ProviderEvent) => Promise<EventOutcome> {
  const receiveKnown = coalesce((events: ReceivedEvent[]) => receiveKnownEvents(deps, events), {
    ...BOUNDS,
    max: 100,
    // An event is applied once however often it is tried.
    isRetryable: () => true,
  });
  return async (event) => {
    const outcome = await receiveKnown({ ...event, received_at: deps.now() });
    return outcome === 'unknown' ? receiveProviderEvent(deps, event) : outcome;
  };
}

/** One small write at a time, however many a stranger posts. Uncounted ones are refused too. */
export function coalesceRefusals({ db, log }: Deps): (refused: RefusedEvent) => Promise<void> {
  const count = coalesceWrites((refused: RefusedEvent[]) => countRefusedEvents(db, refused), {
    ...BOUNDS,
    max: BOUNDS.maxWaiting,
    isRetryable: () => false,
  });
  return async (refused) => {
    await count(refused).catch((error: unknown) =>
      log.error(
        { event: 'refusal-not-counted', ...errorFields(error) },
        'a refusal was not counted',
      ),
    );
  };
}
