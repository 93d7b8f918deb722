import { expect, it } from 'vitest';
import { readAudienceByState } from '../../src/deliveries/audience-by-state';
import { getIssue } from '../../src/issues/find';
import { newId } from '../../src/platform/ids';
import { ensureInstallation, requireOwnInstallation } from '../../src/platform/installation';
import { adoptDatabase } from '../../src/sending/adopt';
import { deliverIssue } from '../../src/sending/deliver-issue';
import { sendDue } from '../../src/sending/send-due';
import { cloneDatabase } from '../helpers/database';
import { makeDeps } from '../helpers/deps';
import { addReaders, planRelease } from '../helpers/fixtures/week';
import { restoreBeforeEach } from '../helpers/restore-before-each';

const db = await cloneDatabase();
const deps = await makeDeps(db);
await restoreBeforeEach(db, deps.clock);

const elsewhere = { public_url: 'https://copy.example.com', mail: 'local' } as const;
const config = {
  ...deps.config,
  installationUrl: elsewhere.public_url,
  publicUrl: elsewhere.public_url,
};

it('an installation is made once, for the URL and mail it was first started with', async () => {
  const again = await ensureInstallation(db, { home: elsewhere, newId, at: deps.now() });
  expect(again.id).toBe(deps.installation.id);
  expect(again).toMatchObject({ public_url: deps.config.publicUrl, mail: 'local' });
});

it('mail meant for readers never goes to the emulator, nor the other way round', async () => {
  const { installation } = deps;
  const live = { ...deps.config, mail: 'live' } as const;
  const asked = requireOwnInstallation(db, { installation, config: live });
  await expect(asked).rejects.toThrow(
    'with local mail, not for https://verdicts.example.com with live mail',
  );
});

it('a copied database sends nothing until it is adopted, and never what the original was sending', async () => {
  await addReaders(deps, 3);
  const { id, number } = await planRelease(deps);
  const copy = { ...deps, config };

  await expect(sendDue(copy, deps.now())).rejects.toThrow('until `verdicts adopt`');
  await expect(deliverIssue(copy, id)).rejects.toThrow('until `verdicts adopt`');
  expect(deps.emulator.ledger().accepted).toBe(0);

  const adopted = await adoptDatabase(db, { home: elsewhere, newId, at: deps.now() });
  expect(adopted).toEqual({ public_url: elsewhere.public_url, drafts: [], cancelled: [number] });
  expect((await getIssue(db, number)).state).toBe('cancelled');
  expect(await readAudienceByState(db, id)).toMatchObject({ total: 3, suppressed: 3, waiting: 0 });
});

it('a process that started before the adoption sends nothing more', async () => {
  await adoptDatabase(db, { home: elsewhere, newId, at: deps.now() });
  const { installation } = deps;
  const asked = requireOwnInstallation(db, { installation, config });
  await expect(asked).rejects.toThrow('restart it');
});
