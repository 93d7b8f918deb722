import type { AudienceByState } from '../../src/deliveries/audience-by-state';

/** What a chaos run is asked to do. */
export interface ChaosOptions {
  /** SIGKILLs of a sender while it holds a batch. */
  kills: number;
  /** Of every choice that the run makes and of every fault of the emulator. */
  seed: number;
  readers: number;
}

/** What came of it. All but the last five are told; of those every one must be 0. */
export interface ChaosReport {
  seed: number;
  kills: number;
  faults: Record<string, number>;
  /** As in the report. */
  audience: AudienceByState;
  ledger: { accepted: number; distinct: number };
  /** Readers of the frozen audience without a mail and without a stated reason. */
  lost: number;
  /** Readers with more than one mail. */
  doubled: number;
  /** Deliveries whose account in the database is not the ledger's, or of which an event is missing. */
  mismatched: number;
  /** Mails that were sealed after their reader's unsubscribe was committed. */
  unwanted: number;
  /** Deliveries of which nobody can say whether they were accepted. */
  unknown: number;
}

/** Whether a run proves what it is there to prove. */
export function isProof(report: ChaosReport, { kills }: ChaosOptions): boolean {
  const { lost, doubled, mismatched, unwanted, unknown } = report;
  return lost + doubled + mismatched + unwanted + unknown === 0 && report.kills >= kills;
}
