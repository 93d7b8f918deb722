import { expect, it } from 'vitest';
import worker from '../../src/worker';

it('on Workers the same configuration faults stop every event', async () => {
  const bindings = {
    HYPERDRIVE: { connectionString: 'postgres://u:p@0123456789abcdef.hyperdrive.local/x' },
    ISSUE_WORK: { send: async () => {} },
    PUBLIC_URL: 'https://verdicts.invented.press/news',
    MAIL_MODE: 'live',
    MAIL_FROM: 'issues@verdicts.example.com',
    RESEND_API_KEY: 're_xxxxxxxx',
    RESEND_BASE_URL: 'http://api.resend.com',
    RESEND_WEBHOOK_SECRET: 'whsec_xxxxxxxx',
    SIGNING_KEYS: `1:${Buffer.alloc(32).toString('base64')}`,
  };
  const context = { waitUntil: () => {} };
  const refusal =
    /^The environment cannot be used: (?=.*PUBLIC_URL)(?=.*MAIL_FROM)(?=.*RESEND_API_KEY)(?=.*RESEND_BASE_URL)(?=.*RESEND_WEBHOOK_SECRET)(?=.*SIGNING_KEYS)(?!.*DATABASE_URL)/;
  const request = new Request('https://verdicts.invented.press/');
  await expect(worker.fetch(request, bindings, context)).rejects.toThrow(refusal);
  const strike = worker.scheduled({ scheduledTime: 0 }, bindings, context);
  await expect(strike).rejects.toThrow(refusal);
});
