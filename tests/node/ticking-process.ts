import { mock } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { startTick } from '../../src/node/tick';

// Its own process, since a zone belongs to a process: its clock starts at the first argument (ISO)
// and runs for as many minutes as the second says, in steps of a second. Prints its ticks.
const [from, minutes] = process.argv.slice(2) as [string, string];
mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'], now: Date.parse(from) });
const ticks: string[] = [];
const stop = startTick(() => void ticks.push(new Date().toISOString()));
for (let second = 0; second < Number(minutes) * 60; second += 1) {
  mock.timers.tick(1_000);
  await setImmediate();
}
stop();
process.stdout.write(JSON.stringify(ticks));
