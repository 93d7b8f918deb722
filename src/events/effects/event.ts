export interface ProviderEvent {
  /** The same on every repetition. */
  svix_id: string;
  type: string;
  /** By Resend's clock. */
  at: Date;
  resend_id: string | null;
  recipients: string[];
  tags: { installation: string | null; delivery: number | null; mail_id: string | null };
  bounce_type: string | null;
  bounce_subtype: string | null;
  failure: string | null;
}
