import type { Deps } from '../src/platform/deps';
import { MINUTE_MS } from '../src/platform/durations';
import { forEachLogged } from '../src/platform/for-each';
import { sweepIssues } from '../src/sending/send-due';
import { chores } from './chores';
import type { Job } from './job';

/** Its slots only look for issues that nobody is working on; a person gets every chore done. */
export const sweepJob: Job = {
  name: 'sweep',
  cron: '* * * * *',
  withinMs: 3 * MINUTE_MS,
  run: sweepAll,
  runSlot: sweepIssues,
};

async function sweepAll(deps: Deps, at: Date): Promise<string> {
  let says = '';
  const sweep = async () => {
    says = await sweepIssues(deps);
  };
  // Last: on the command line a whole issue goes out within it.
  const works = [...chores.map((chore) => () => chore.run(deps, at)), sweep];
  await forEachLogged(deps.log, works, (work) => work());
  return `All chores are done. ${says}`;
}
