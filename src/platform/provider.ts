/**
 * What the provider answers about our account, and when by its own clock (whole seconds; null where it
 * does not say).
 * - told: here it is
 * - restricted: the key is good, and may not ask this
 * - refused: by the provider's name for it
 * - unanswered: nothing came that could be understood
 */
export type Told<T> = { date: Date | null } & (
  | { kind: 'told'; data: T }
  | { kind: 'restricted' }
  | { kind: 'refused'; name: string }
  | { kind: 'unanswered' }
);

export interface ProviderDomain {
  id: string;
  name: string;
  /** An open string; `verified` where mail may go out. */
  status: string;
  open_tracking: boolean | null;
  click_tracking: boolean | null;
}

export interface ProviderWebhook {
  id: string;
  endpoint: string;
  /** An open string; `enabled` where events come. */
  status: string;
  /** Null where it is not said. */
  events: string[] | null;
}

/** Asks the provider how our account is set up; never throws, changes nothing. */
export interface Provider {
  listDomains(): Promise<Told<ProviderDomain[]>>;
  /** With what a list may leave out. */
  getDomain(id: string): Promise<Told<ProviderDomain>>;
  listWebhooks(): Promise<Told<ProviderWebhook[]>>;
  /** Null where it is not said. */
  getWebhookSecret(id: string): Promise<Told<string | null>>;
}
