/** An event as Resend tells it; whatever is not ours to know is left out. */
export interface ProviderEvent {
  /** The same on every repetition. */
  svix_id: string;
  type: string;
  /** When it happened, by Resend's clock. */
  at: Date;
  resend_id: string | null;
  recipients: string[];
  /** The tags that we put on the mail. */
  tags: { installation: string | null; delivery: number | null; mail_id: string | null };
  bounce_type: string | null;
  bounce_subtype: string | null;
  failure: string | null;
}
