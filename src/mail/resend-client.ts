import { Resend } from 'resend';

/**
 * The SDK on this address with this key, and with nothing else that a shell may say to it:
 * RESEND_DEBUG would write Resend's errors, addresses among them, to standard error.
 */
export function openResend({ apiKey, baseUrl }: { apiKey: string; baseUrl: string }): Resend {
  const resend = new Resend(apiKey, { baseUrl, userAgent: 'weekly-ai-tool-verdicts' });
  Reflect.set(resend, 'debug', false);
  return resend;
}
