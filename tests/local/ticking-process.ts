import { mock } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { startTick } from '../../src/node/tick';

// A process of its own, since a zone belongs to a process: its clock begins at the first argument (ISO)
// and goes on for as many minutes as the second says, in steps of a second. Prints when it ticked.
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
