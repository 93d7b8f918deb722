import { schedule } from 'node-cron';

/** node-cron 4.6 is silent while the process's clock goes back, in any zone. UTC never does. */
export function startTick(strike: () => void): () => void {
  process.env.TZ = 'UTC';
  const tick = schedule('* * * * *', strike);
  return () => void tick.stop();
}
