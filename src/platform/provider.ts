/**
 * `date`: the provider's own clock in whole seconds; null if it doesn't say.
 * - restricted: the key is good, but may not ask this
 * - refused: by the provider's name for it
 * - unanswered: nothing came that could be understood
 */
export type ProviderResponse<T> = { date: Date | null } & (
  | { kind: 'answered'; data: T }
  | { kind: 'restricted' }
  | { kind: 'refused'; name: string }
  | { kind: 'unanswered' }
);

export interface ProviderDomain {
  id: string;
  name: string;
  /** An open string; `verified` if mail may go out. */
  status: string;
  open_tracking: boolean | null;
  click_tracking: boolean | null;
}

export interface ProviderWebhook {
  id: string;
  endpoint: string;
  /** An open string; `enabled` if events come. */
  status: string;
  /** Null if not stated. */
  events: string[] | null;
}

/** Never throws, changes nothing. */
export interface Provider {
  listDomains(): Promise<ProviderResponse<ProviderDomain[]>>;
  /** With the fields that a list may leave out. */
  getDomain(id: string): Promise<ProviderResponse<ProviderDomain>>;
  listWebhooks(): Promise<ProviderResponse<ProviderWebhook[]>>;
  /** Null if not stated. */
  getWebhookSecret(id: string): Promise<ProviderResponse<string | null>>;
}
