export interface Mail {
  from: string;
  to: string[];
  reply_to?: string;
  subject: string;
  html: string;
  text: string;
  headers?: Record<string, string>;
  tags?: { name: string; value: string }[];
}

/**
 * - accepted: `ids` by position
 * - refused: not accepted, because of the mails themselves
 * - rate-limited: not accepted; try again after `waitMs`
 * - quota: not accepted until the quota renews, in `renewsMs` if the provider says
 * - misconfigured: not accepted, nor would any other mail be (key, domain, sender)
 * - running: an earlier call under the same key has not ended
 * - mismatch: the key was used with another body
 * - unknown: nobody can say (reset, timeout, cut-off or odd answer)
 * `perSecond` is the rate limit that the answer states: null for none, missing if it says nothing.
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

export interface Mailer {
  /** `body`: a JSON array of one mail to each of `to`, in order; reusable once accepted. */
  submitBatch(batch: { key: string; body: Uint8Array; to: string[] }): Promise<SubmissionOutcome>;
  submitMail(mail: Mail, key: string): Promise<SubmissionOutcome>;
}
