import type { Migration } from 'kysely/migration';
import * as platform from './001-platform';
import * as audience from './002-audience';
import * as catalog from './003-catalog';
import * as issues from './004-issues';
import * as deliveries from './005-deliveries';
import * as trackingAndVotes from './006-tracking-and-votes';
import * as sendingAndSelection from './007-sending-and-selection';
import * as signingUp from './008-signing-up';
import * as providerEvents from './009-provider-events';
import * as judging from './010-judging';
import * as ballots from './011-ballots';
import * as topics from './012-topics';
import * as wayOutAndForgetting from './013-way-out-and-forgetting';
import * as singleMails from './014-single-mails';
import * as pace from './015-pace';
import * as statusAndSendingAgain from './016-status-and-sending-again';
import * as refusedEvents from './017-refused-events';
import * as lighterDeliveries from './018-lighter-deliveries';
import * as imports from './019-imports';
import * as usedLinksAndComingBack from './020-used-links-and-coming-back';
import * as cleanTextAndLinks from './021-clean-text-and-links';
import * as securityEvents from './022-security-events';
import * as rendersOfBatches from './023-renders-of-batches';
import * as whatDidNotHappen from './024-what-did-not-happen';
import * as neverAgainAndFloods from './025-never-again-and-floods';
import * as resultsOfVoidIssues from './026-results-of-void-issues';
import * as fieldNames from './027-field-names';
import * as lostHitsOfAnIssue from './028-lost-hits-of-an-issue';
import * as indexes from './029-indexes';
import * as suppressionLinksAndOwnVotes from './030-suppression-links-and-own-votes';

/** Every migration by name, in order; listed rather than scanned so that they run from a bundle. */
export const migrations: Record<string, Migration> = {
  '001-platform': platform,
  '002-audience': audience,
  '003-catalog': catalog,
  '004-issues': issues,
  '005-deliveries': deliveries,
  '006-tracking-and-votes': trackingAndVotes,
  '007-sending-and-selection': sendingAndSelection,
  '008-signing-up': signingUp,
  '009-provider-events': providerEvents,
  '010-judging': judging,
  '011-ballots': ballots,
  '012-topics': topics,
  '013-way-out-and-forgetting': wayOutAndForgetting,
  '014-single-mails': singleMails,
  '015-pace': pace,
  '016-status-and-sending-again': statusAndSendingAgain,
  '017-refused-events': refusedEvents,
  '018-lighter-deliveries': lighterDeliveries,
  '019-imports': imports,
  '020-used-links-and-coming-back': usedLinksAndComingBack,
  '021-clean-text-and-links': cleanTextAndLinks,
  '022-security-events': securityEvents,
  '023-renders-of-batches': rendersOfBatches,
  '024-what-did-not-happen': whatDidNotHappen,
  '025-never-again-and-floods': neverAgainAndFloods,
  '026-results-of-void-issues': resultsOfVoidIssues,
  '027-field-names': fieldNames,
  '028-lost-hits-of-an-issue': lostHitsOfAnIssue,
  '029-indexes': indexes,
  '030-suppression-links-and-own-votes': suppressionLinksAndOwnVotes,
};
