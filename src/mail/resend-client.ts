import { Resend } from 'resend';

/** Ignores the shell: RESEND_DEBUG would print Resend's errors, addresses included. */
export function openResend({ apiKey, baseUrl }: { apiKey: string; baseUrl: string }): Resend {
  const resend = new Resend(apiKey, { baseUrl, userAgent: 'weekly-ai-tool-verdicts' });
  Reflect.set(resend, 'debug', false);
  return resend;
}
