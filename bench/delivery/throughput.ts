import { type Figure, reach, stayUnder } from '../figure';
import { sendOnce } from './sending';

const READERS = 100_000;

/** End to end without a limit: one service, PostgreSQL and the emulator on the same two cores. */
export async function measureThroughput(): Promise<Figure[]> {
  const { seconds, mostBytes } = await sendOnce({ senders: 1, readers: READERS, perSecond: null });
  return [
    reach('end to end, 100,000 readers, one process', READERS / seconds, 'mails a second', 2_500),
    stayUnder('memory of a sender, 100,000 readers', mostBytes / 1e6, 'MB', 300),
  ];
}
