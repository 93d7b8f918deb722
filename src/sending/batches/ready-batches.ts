import { readWaitMs } from '../../mail/rate-limit';
import type { Deps } from '../../platform/deps';
import type { InFlight } from '../../platform/in-flight';
import { waitForWork, waitShortly } from '../wait-for-work';
import { type Ready, type SealingContext, sealNextBatch } from './seal-batch';
import { type CallPermit, waitForCall } from './wait-for-call';

interface Run extends SealingContext {
  submissions: InFlight;
  signal: AbortSignal | undefined;
}

interface ReadyBatch {
  ready: Ready;
  permit: CallPermit & { maySubmit: true };
}

/** Sealed and let through by the rate limiter, one by one, until there is no more work. */
export async function* listReadyBatches(deps: Deps, run: Run): AsyncGenerator<ReadyBatch> {
  const { submissions, signal } = run;
  let goesOn = await waitShortly(await readWaitMs(deps.db), signal);
  while (goesOn) {
    await submissions.waitForSlot();
    if (signal?.aborted) return;
    const sealing = await sealNextBatch(deps, run);
    if (!sealing) goesOn = await waitForWork(deps, run);
    else if (sealing.kind === 'ready') {
      const permit = await waitForCall(deps, sealing, { signal });
      if (permit.maySubmit) yield { ready: sealing, permit };
      else goesOn = await waitShortly(permit.waitMs, signal);
    }
  }
}
