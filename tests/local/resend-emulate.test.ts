import { createEmulator } from 'emulate';
import { expect, it, onTestFinished } from 'vitest';
import { readAudienceByState } from '../../src/deliveries/audience-by-state';
import { createResendMailer } from '../../src/mail/resend-mailer';
import { findFreePort } from '../../src/node/free-port';
import type { Mailer } from '../../src/platform/mailer';
import { deliverIssue } from '../../src/sending/deliver-issue';
import { cloneDatabase } from '../helpers/database';
import { makeDeps } from '../helpers/deps';
import { addReaders, planRelease } from '../helpers/fixtures/week';
import { openEmulator } from './emulator';

const READERS = 230;

type Batch = Parameters<Mailer['submitBatch']>[0];

/** Somebody else’s emulator of Resend’s API, and ours. */
const providers: Record<string, () => Promise<{ baseUrl: string; apiKey: string }>> = {
  async emulate() {
    const emulator = await createEmulator({ service: 'resend', port: await findFreePort(null) });
    onTestFinished(() => emulator.close());
    return { baseUrl: emulator.url, apiKey: 're_emulate' };
  },
  emulator: () => openEmulator(),
};

it.each(Object.keys(providers))(
  '%s takes an issue once for each reader, and a key again with the same ids',
  async (name) => {
    const provider = await providers[name]!();
    const real = createResendMailer(provider);
    const submitted: { batch: Batch; ids: string[] }[] = [];
    const mailer: Mailer = {
      ...real,
      async submitBatch(batch) {
        const outcome = await real.submitBatch(batch);
        expect(outcome.kind).toBe('accepted');
        const body = Buffer.from(batch.body);
        if (outcome.kind === 'accepted')
          submitted.push({ batch: { ...batch, body }, ids: outcome.ids });
        return outcome;
      },
    };
    const db = await cloneDatabase();
    const deps = await makeDeps(db, { mailer: () => mailer });
    await addReaders(deps, READERS);
    const issue = await planRelease(deps);
    await deliverIssue(deps, issue.id);
    expect(await readAudienceByState(db, issue.id)).toMatchObject({
      total: READERS,
      accepted: READERS,
    });
    expect(submitted).toHaveLength(3);
    for (const { batch, ids } of submitted) {
      expect(await real.submitBatch(batch)).toMatchObject({ kind: 'accepted', ids });
      const other = {
        ...batch,
        body: Buffer.from(Buffer.from(batch.body).toString().replace('<p', '<b')),
      };
      expect(await real.submitBatch(other)).toMatchObject({ kind: 'mismatch' });
    }
    const ids = submitted.flatMap((each) => each.ids);
    expect(new Set(ids).size).toBe(READERS);
    const addresses = await Promise.all(ids.map((id) => readRecipient(provider, id)));
    expect(new Set(addresses).size).toBe(READERS);
  },
);

async function readRecipient(
  { baseUrl, apiKey }: { baseUrl: string; apiKey: string },
  id: string,
): Promise<string> {
  const headers = { authorization: `Bearer ${apiKey}` };
  const answer = await fetch(`${baseUrl}/emails/${id}`, { headers });
  return ((await answer.json()) as { to: string[] }).to[0]!;
}
