const LOOPBACK = /^(?:(?:.+\.)?localhost|127(?:\.\d+){3}|\[::1\])$/;

/** Whether this URL leads to this machine, whoever looks it up. */
export function isLoopback(url: string): boolean {
  return LOOPBACK.test(new URL(url).hostname);
}

/**
 * Whether browsers trust pages of this URL's origin: https, or this machine (W3C, Secure Contexts,
 * §3.1). Others get neither Sec-Fetch headers nor `__Host-` cookies.
 */
export function isTrustworthyOrigin(url: string): boolean {
  return new URL(url).protocol === 'https:' || isLoopback(url);
}
