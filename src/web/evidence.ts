import type { Context } from 'hono';
import { isTrustworthyOrigin } from '../platform/network/trustworthy-origin';
import { type Evidence, readEvidence } from '../tracking/evidence';
import type { WebDeps } from './client-address';

/** PUBLIC_URL tells whether browsers trust the page: a request's own claims can be made up. */
export function evidenceOf({ clientAddress, config }: WebDeps, c: Context): Evidence {
  const isTrustworthy = isTrustworthyOrigin(config.publicUrl);
  return readEvidence(c.req.raw, { address: clientAddress(c), isTrustworthy });
}
