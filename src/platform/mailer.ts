/** One mail as Resend's API takes it. */
export interface Mail {
  from: string;
  to: string[];
  /** Where answers go; to the sender where it is left out. */
  reply_to?: string;
  subject: string;
  html: string;
  text: string;
  headers?: Record<string, string>;
  tags?: { name: string; value: string }[];
}

/**
 * What became of mails that were submitted.
 * - accepted: `ids` by position
 * - refused: known not accepted, because of the mails themselves
 * - paced: known not accepted, try again after `waitMs`
 * - quota: known not accepted, and no use before the quota renews, in `renewsMs` where the provider says
 * - misconfigured: known not accepted, and so would every other mail be (key, domain, sender)
 * - running: an earlier call under the same key has not ended
 * - mismatch: the key was used with another body
 * - unknown: nobody can say (reset, timeout, cut-off or odd answer)
 *
 * `perSecond` is the limit of calls that the answer states: null for none, missing where it says nothing.
 */
export type SubmissionOutcome = { perSecond?: number | null } & (
  | { kind: 'accepted'; ids: string[] }
  | { kind: 'refused'; name: string; message: string }
  | { kind: 'quota'; name: string; message: string; renewsMs?: number }
  | { kind: 'misconfigured'; name: string; message: string }
  | { kind: 'rate-limited'; waitMs: number }
  | { kind: 'running' }
  | { kind: 'mismatch' }
  | { kind: 'unknown'; detail: string }
);

/** Takes mails over. */
export interface Mailer {
  /**
   * `body` is the JSON array of one mail to each of `to`, in order, as bytes. Once accepted its memory
   * is the caller's again.
   */
  submitBatch(batch: { key: string; body: Uint8Array; to: string[] }): Promise<SubmissionOutcome>;
  submitMail(mail: Mail, key: string): Promise<SubmissionOutcome>;
}
