/** RFC 2606, RFC 6761, RFC 6762, RFC 7686, RFC 8375, RFC 9476, and ICANN's `internal`. */
const RESERVED =
  /(?:^|\.)(?:example\.(?:com|net|org)|home\.arpa|test|invalid|localhost|local|example|internal|onion|alt)\.?$/i;

/** Nobody on the internet can own these hosts: no mail and no reader reaches them. */
export function isReservedDomain(host: string): boolean {
  return RESERVED.test(host);
}
