import { expect, it, onTestFinished, vi } from 'vitest';
import { openResend } from '../../src/mail/resend-client';
import { refusal, startResendDouble } from '../helpers/processes/resend-double';

it('the shell’s settings for Resend’s SDK are ignored: no address goes to standard error, no agent or host changes', async () => {
  const shell = { DEBUG: 'true', USER_AGENT: 'a\nb', BASE_URL: 'http://127.0.0.1:9' };
  for (const [name, value] of Object.entries(shell)) vi.stubEnv(`RESEND_${name}`, value);
  onTestFinished(() => void vi.unstubAllEnvs());
  const said = vi.spyOn(console, 'error').mockImplementation(() => {});
  const { baseUrl } = await startResendDouble({ '/domains': refusal(422, 'validation_error') });
  const { error } = await openResend({ apiKey: 're_1', baseUrl }).get('/domains');
  expect(error).toMatchObject({ name: 'validation_error' });
  expect(said).not.toHaveBeenCalled();
});
