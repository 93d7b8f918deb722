import { schedule } from 'node-cron';

/**
 * Strikes at the start of each minute until the returned function is called. While the clocks of its
 * process go back node-cron 4.6 is silent, whatever zone it is given; UTC has no such hour, so from here
 * on the process is in UTC. Nothing of ours depends on a process's zone.
 */
export function startTick(strike: () => void): () => void {
  process.env.TZ = 'UTC';
  const tick = schedule('* * * * *', strike);
  return () => void tick.stop();
}
