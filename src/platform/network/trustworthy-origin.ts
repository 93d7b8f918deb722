const LOOPBACK = /^(?:(?:.+\.)?localhost|127(?:\.\d+){3}|\[::1\])$/;

export function isLoopback(url: string): boolean {
  return LOOPBACK.test(new URL(url).hostname);
}

/** W3C, Secure Contexts, §3.1. Other origins get no Sec-Fetch headers or `__Host-` cookies. */
export function isTrustworthyOrigin(url: string): boolean {
  return new URL(url).protocol === 'https:' || isLoopback(url);
}
