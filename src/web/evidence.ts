import type { Context } from 'hono';
import { isTrustworthyOrigin } from '../platform/network/trustworthy-origin';
import { type Evidence, readEvidence } from '../tracking/evidence';
import type { FaceDeps } from './faces';

/**
 * What this request shows of who made it. Whether browsers trust the page is said by PUBLIC_URL, since
 * what a request says of itself can be made up.
 */
export function evidenceOf({ clientAddress, config }: FaceDeps, c: Context): Evidence {
  const isTrustworthy = isTrustworthyOrigin(config.publicUrl);
  return readEvidence(c.req.raw, { address: clientAddress(c), isTrustworthy });
}
