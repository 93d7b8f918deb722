import { type Figure, reach, stayUnder } from '../figure';
import { sendOnce } from './sending';

const PER_SECOND = 10;
const CALLS = 300;
const READERS = CALLS * 100;

/** How much of the provider's limit one and three services use, and at what cost. */
export async function measureLimited(): Promise<Figure[]> {
  return [...(await withSenders(1)), ...(await withSenders(3))];
}

async function withSenders(senders: number): Promise<Figure[]> {
  const { seconds, cpuSeconds, done } = await sendOnce({
    senders,
    readers: READERS,
    perSecond: PER_SECOND,
  });
  const refused = done['429'] ?? 0;
  const who = senders === 1 ? 'one process' : `${senders} processes`;
  return [
    reach(`${who} at a limit of 10 calls a second`, (100 * CALLS) / seconds / PER_SECOND, '%', 95),
    stayUnder(`${who}: calls answered 429`, (100 * refused) / (CALLS + refused), '%', 1),
    stayUnder(`${who}: of one core`, (100 * cpuSeconds) / seconds, '%', 35),
  ];
}
