import fc from 'fast-check';
import { forgetErasedAddresses } from '../../../src/deliveries/forget-addresses';
import { Refusal } from '../../../src/platform/refusal';
import { sweepIssues } from '../../../src/sending/send-due';
import { expectInvariants } from './invariants';
import { die, outlive, takeOver } from './mishaps';
import { goAway, moveAnIssue, rest, sendAgain, settle, tell, tellAgain } from './other-acts';
import { type ModelRun, pick, planIssue, senderOf } from './run';
import { work } from './sender-acts';

type Act = (run: ModelRun, nth: number) => Promise<unknown>;
type Step = fc.AsyncCommand<ModelRun, ModelRun>;

const SECOND_MS = 1_000;
/** A backoff, a lease and all backoffs, both again, the life of a key. */
const WAITS_MS = [2, 61, 61, 61, 61, 61, 61, 600, 600, 23.1 * 3_600].map(
  (seconds) => seconds * SECOND_MS,
);
const MAX_ISSUES = 2;

/** The invariants hold after whatever happens. */
function step(name: string, nth: number, act: Act): Step {
  return {
    check: () => true,
    async run(run) {
      await attempt(act(run, nth));
      await expectInvariants(run);
    },
    toString: () => `${name}(${nth})`,
  };
}

/** A refusal is as good an answer as any. */
async function attempt(act: Promise<unknown>): Promise<void> {
  await act.catch((error: unknown) => {
    if (!(error instanceof Refusal && error.kind === 'conflict')) throw error;
  });
}

const pass: Act = ({ fixture }, nth) => fixture.pass(pick(WAITS_MS, nth));
const sweep: Act = (run, nth) => sweepIssues(senderOf(run, nth % run.slots.length));
const forget: Act = ({ fixture }) => forgetErasedAddresses(fixture.db);
const plan: Act = async (run) => {
  if (run.issues.length < MAX_ISSUES) await planIssue(run);
};

/** What may well happen at the same moment. */
const PAIRS: [Act, Act][] = [
  [work, work],
  [work, tell],
  [work, goAway],
  [work, moveAnIssue],
  [work, sweep],
  [tell, tell],
  [tell, settle],
  [tell, forget],
  [tell, moveAnIssue],
];
const together: Act = async (run, nth) => {
  const [one, other] = pick(PAIRS, nth);
  const others = Math.floor(nth / PAIRS.length);
  // A slot belongs to one sender, which does one thing at a time.
  const slot = others % run.slots.length;
  const isSame = one === other && slot === nth % run.slots.length;
  const both = [attempt(one(run, nth)), attempt(other(run, isSame ? others + 1 : others))];
  await Promise.all(both);
};

const WEIGHTS: [number, string, Act][] = [
  [70, 'work', work],
  [6, 'takeOver', takeOver],
  [8, 'together', together],
  [4, 'outlive', outlive],
  [5, 'die', die],
  [14, 'pass', pass],
  [2, 'plan', plan],
  [4, 'goAway', goAway],
  [2, 'rest', rest],
  [8, 'tell', tell],
  [1, 'tellAgain', tellAgain],
  [14, 'move', moveAnIssue],
  [4, 'resolve', settle],
  [6, 'sendAgain', sendAgain],
  [2, 'sweep', sweep],
  [1, 'forget', forget],
];

/** As often as each is worth; `nth` says to whom, and how. */
export const steps: fc.Arbitrary<Step> = fc.oneof(
  ...WEIGHTS.map(([weight, name, act]) => ({
    weight,
    arbitrary: fc.nat({ max: 9_999 }).map((nth) => step(name, nth, act)),
  })),
);
