import { schedule } from 'node-cron';

/** node-cron 4.6 is silent while the process's clock goes back, in any zone. UTC never does. */
export function startTick(onMinute: () => void): () => void {
  process.env.TZ = 'UTC';
  const tick = schedule('* * * * *', onMinute);
  return () => void tick.stop();
}
