import type { Deps } from '../platform/deps';
import type { ProviderDomain, ProviderResponse, ProviderWebhook } from '../platform/provider';
import { toAsciiHost, toAsciiUrl } from '../platform/text/ascii';
import { domainOf } from '../platform/variables/mail-from';
import { isLocalWebhook, webhookEndpoint } from './webhook-endpoint';

/** Asked once. */
export interface ResendFacts {
  domains: ProviderResponse<ProviderDomain[]>;
  /** The sender's own, in full. */
  domain: ProviderResponse<ProviderDomain | undefined>;
  webhooks: ProviderResponse<ProviderWebhook[]>;
  /** Those that post to our endpoint. */
  ours: ProviderWebhook[];
  endpoint: string;
  /** Of the first of ours; undefined without one. */
  secret: ProviderResponse<string | null> | undefined;
  /** By this machine's clock, just before and after the first question. */
  asked: { before: Date; after: Date };
}

export async function fetchResendFacts(deps: Deps): Promise<ResendFacts> {
  const { provider, now } = deps;
  const before = now();
  const domains = await provider.listDomains();
  const asked = { before, after: now() };
  const webhooks = await provider.listWebhooks();
  const endpoint = webhookEndpoint(deps);
  const ours = webhooks.kind === 'answered' ? webhooks.data.filter(isOurs(deps)) : [];
  ours.sort((a, b) => Number(b.status === 'enabled') - Number(a.status === 'enabled'));
  const secret = ours[0] && (await provider.getWebhookSecret(ours[0].id));
  const domain = await findDomain(deps, domains);
  return { domains, domain, webhooks, ours, endpoint, secret, asked };
}

async function findDomain(
  deps: Deps,
  domains: ProviderResponse<ProviderDomain[]>,
): Promise<ProviderResponse<ProviderDomain | undefined>> {
  if (domains.kind !== 'answered') return domains;
  const name = senderDomain(deps);
  const listed = domains.data.find((domain) => toAsciiHost(domain.name) === name);
  const isComplete = listed?.open_tracking != null && listed.click_tracking != null;
  if (!listed || isComplete) return { ...domains, data: listed };
  return deps.provider.getDomain(listed.id);
}

function isOurs(deps: Deps) {
  const same = (url: string) => toAsciiUrl(url).replace(/\/$/, '');
  const ours = same(webhookEndpoint(deps));
  return ({ endpoint }: ProviderWebhook) =>
    same(endpoint) === ours || (deps.config.mail === 'local' && isLocalWebhook(endpoint, deps));
}

export function senderDomain({ config }: Deps): string {
  return domainOf(config.mailFrom);
}
