import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';

interface SecretCookie {
  name: string;
  secret: string;
  seconds: number;
}

export function getSecretCookie(c: Context, name: string): string | undefined {
  return getCookie(c, name, 'host');
}

/** Lax: the link in the mail opens from another site, and its page must know the browser. */
export function setSecretCookie(c: Context, { name, secret, seconds }: SecretCookie): void {
  setCookie(c, name, secret, {
    prefix: 'host',
    secure: true,
    httpOnly: true,
    sameSite: 'Lax',
    path: '/',
    maxAge: seconds,
  });
}
