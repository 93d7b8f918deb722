const LOOPBACK = /^(?:(?:.+\.)?localhost|127(?:\.\d+){3}|\[::1\])$/;

/**
 * Whether browsers trust pages of this URL's origin: https, or this machine (W3C, Secure Contexts,
 * §3.1). Others get neither Sec-Fetch headers nor `__Host-` cookies.
 */
export function isTrustworthyOrigin(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || LOOPBACK.test(hostname);
}
