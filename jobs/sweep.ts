import { answerMoves } from '../src/audience/answer-moves';
import { answerSignUps } from '../src/audience/answer-sign-ups';
import { forgetConfirmedHere } from '../src/audience/confirmed-here';
import { pruneMailedLinks } from '../src/audience/mailed-links';
import { sendSingleMails } from '../src/audience/send-single-mails';
import { pruneSignUps, watchSignUps } from '../src/audience/sign-up-alarm';
import { forgetErasedAddresses } from '../src/deliveries/forget-addresses';
import { pruneLimits } from '../src/platform/limits';
import { pruneOutbox } from '../src/platform/outbox';
import { pruneProviderEvents } from '../src/sending/prune-events';
import { sweepIssues } from '../src/sending/send-due';
import { mailAlarms } from '../src/staff/mail-alarms';
import { forgetErasedEvidence } from '../src/tracking/forget-evidence';
import type { Job } from './job';
import { pruneSlots } from './slots';

export const sweepJob: Job = {
  name: 'sweep',
  cron: '* * * * *',
  run: async (deps, at) => {
    await pruneSlots(deps.db, at);
    const says = await sweepIssues(deps);
    await pruneOutbox(deps.db);
    await watchSignUps(deps, { at });
    await pruneSignUps(deps.db, { at });
    await forgetConfirmedHere(deps.db, { at });
    await pruneMailedLinks(deps.db, { at });
    await pruneLimits(deps.db, at);
    await pruneProviderEvents(deps.db, { at });
    await forgetErasedAddresses(deps.db);
    await forgetErasedEvidence(deps.db, { at });
    await answerSignUps(deps);
    await answerMoves(deps);
    await mailAlarms(deps, { at });
    const mails = await sendSingleMails(deps);
    return mails === 0 ? says : `${says} ${mails} single mails were accepted.`;
  },
};
