import { answerMoves } from '../src/audience/answer-moves';
import { pruneOneTimeLinks } from '../src/audience/one-time-links';
import { sendTransactionalMails } from '../src/audience/send-transactional-mails';
import { answerSignUps } from '../src/audience/sign-up/answer-sign-ups';
import { pruneNeverLinks } from '../src/audience/sign-up/never-link';
import { pruneSignUps, watchSignUps } from '../src/audience/sign-up/sign-up-alert';
import { forgetUsedAttempts } from '../src/audience/sign-up/used-attempt';
import { forgetErasedAddresses } from '../src/deliveries/forget-addresses';
import { pruneProviderEvents } from '../src/events/prune-events';
import { pruneOutbox } from '../src/mail/outbox';
import { doEach } from '../src/platform/each';
import { pruneLimits } from '../src/platform/limits';
import { pruneSecurityEvents } from '../src/platform/security/security-events';
import { sweepIssues } from '../src/sending/send-due';
import { tellOfSilence } from '../src/sending/silence';
import { tellOfStandstill } from '../src/sending/standstill';
import { mailAlerts } from '../src/staff/mail-alerts';
import { forgetErasedEvidence } from '../src/tracking/forget-evidence';
import type { Job } from './job';
import { pruneSlots } from './slots';

export const sweepJob: Job = {
  name: 'sweep',
  cron: '* * * * *',
  run: async (deps, at) => {
    const { db, log } = deps;
    let mails = 0;
    let says = '';
    const parts: (() => Promise<unknown>)[] = [
      () => answerSignUps(deps),
      () => answerMoves(deps),
      () => watchSignUps(deps, { at }),
      () => tellOfStandstill(deps, { at }),
      () => tellOfSilence(deps, { at }),
      () => mailAlerts(deps, { at }),
      async () => {
        mails = await sendTransactionalMails(deps);
      },
      () => forgetUsedAttempts(db, { at }),
      () => forgetErasedAddresses(db),
      () => forgetErasedEvidence(db, { at }),
      () => pruneSlots(db, at),
      () => pruneOutbox(db),
      () => pruneSignUps(db, { at }),
      () => pruneOneTimeLinks(db, { at }),
      () => pruneNeverLinks(db, { at }),
      () => pruneLimits(db, at),
      () => pruneProviderEvents(db, { at }),
      () => pruneSecurityEvents(db, { at }),
      // Last: on the command line a whole issue goes out within it.
      async () => {
        says = await sweepIssues(deps);
      },
    ];
    await doEach(log, parts, (part) => part());
    return mails === 0 ? says : `${says} ${mails} transactional mails were accepted.`;
  },
};
