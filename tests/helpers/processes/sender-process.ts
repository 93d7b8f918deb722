import type { KyselyPlugin } from 'kysely';
import { openDeps } from '../../../src/mail/open-deps';
import type { Config } from '../../../src/platform/config';
import { openDatabase } from '../../../src/platform/database';
import type { Deps } from '../../../src/platform/deps';
import type { SubmissionOutcome } from '../../../src/platform/mailer';
import { deliverIssue } from '../../../src/sending/deliver-issue';
import { sendDue } from '../../../src/sending/send-due';
import { TEST_SECRET } from '../signing-key';
import { silent } from '../silent-log';

/** `die` names the moment at which the process kills itself, if it should. */
export interface SenderOrders {
  config: Config;
  at: string;
  die: { before: 'statement' | 'submission' | 'record'; nth: number } | null;
}

const orders = JSON.parse(process.argv[2]!) as SenderOrders;
const counts = { statement: 0, submission: 0, record: 0 };

function pass(moment: keyof typeof counts): void {
  counts[moment] += 1;
  const { die } = orders;
  if (die?.before === moment && die.nth === counts[moment]) process.kill(process.pid, 'SIGKILL');
}

const dieBeforeStatement: KyselyPlugin = {
  transformQuery({ node }) {
    pass('statement');
    return node;
  },
  async transformResult({ result }) {
    return result;
  },
};

const config: Config = {
  ...orders.config,
  signingKeys: orders.config.signingKeys.map(({ id }) => ({ id, secret: TEST_SECRET })),
};
const db = openDatabase(config.databaseUrl, { max: 4, log: silent }).withPlugin(dieBeforeStatement);
const now = () => new Date(orders.at);
const makeEnqueue = (made: Deps) => (issueId: number) => deliverIssue(made, issueId);
const deps = await openDeps({ config, db, log: silent, now, makeEnqueue });
const { submitBatch } = deps.mailer;
deps.mailer.submitBatch = async (batch): Promise<SubmissionOutcome> => {
  pass('submission');
  const outcome = await submitBatch(batch);
  pass('record');
  return outcome;
};
await sendDue(deps, now());
await db.destroy();
process.stdout.write(JSON.stringify(counts));
