import type { AudienceByState } from '../../src/deliveries/audience-by-state';

export interface ChaosOptions {
  /** SIGKILLs of a sender while it holds a batch. */
  kills: number;
  /** For every choice of the run and every fault of the emulator. */
  seed: number;
  readers: number;
}

/** All but the last five only inform; each of those must be 0. */
export interface ChaosReport {
  seed: number;
  kills: number;
  faults: Record<string, number>;
  /** As in the report. */
  audience: AudienceByState;
  ledger: { accepted: number; distinct: number };
  /** Readers in the frozen audience without a mail and without a stated reason. */
  lost: number;
  /** Readers with more than one mail. */
  doubled: number;
  /** Deliveries that differ between database and ledger, or miss an event. */
  mismatched: number;
  /** Mails sealed after their reader's unsubscribe was committed. */
  unwanted: number;
  /** Nobody can say whether they were accepted. */
  unknown: number;
}

/** Whether a run proves what it should. */
export function isProof(report: ChaosReport, { kills }: ChaosOptions): boolean {
  const { lost, doubled, mismatched, unwanted, unknown } = report;
  return lost + doubled + mismatched + unwanted + unknown === 0 && report.kills >= kills;
}
