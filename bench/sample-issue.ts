import { importFiles } from '../src/catalog/pages/import-files';
import { listSamples } from '../src/demo/samples';
import { editIssue } from '../src/issues/edit';
import { getIssue } from '../src/issues/find';
import { openDeps } from '../src/mail/open-deps';
import type { Database } from '../src/platform/database';
import type { Deps } from '../src/platform/deps';
import { newId } from '../src/platform/ids';
import { openLog } from '../src/platform/log';
import { readSettings, setSetting } from '../src/platform/settings/settings';
import type { Render } from '../src/rendering/render';
import { ensureRender } from '../src/rendering/stored-render';
import { openWeek } from '../src/selection/open-week';
import { release } from '../src/sending/release';

const AT = new Date('2026-11-23T06:00:00Z');
const SEND_AT = new Date('2026-11-24T09:00:00Z');
const PUBLIC_URL = 'https://verdicts.example.com';
const INTRO = `Two of this week’s tools promise to work while you sleep. Our panel let **both** near a
real repository and read [what they left behind](https://verdicts.example.org/overnight).

Disagree with a verdict? Say so below each tool: next week we print the count.`;

/** The sample pages' first issue, picked, released and rendered as for a send. */
export async function renderSampleIssue(
  db: Database,
): Promise<{ render: Render; signer: Deps['signer'] }> {
  const deps = await openSampleDeps(db);
  const paths = (await listSamples()).map((sample) => sample.path);
  await importFiles(db, { paths, publishedOn: '2026-11-20', newId, at: AT });
  await setSetting(db, { name: 'postal-address', value: '4 Quay Street, Cork', at: AT });
  const settings = await readSettings(db);
  const { number } = await openWeek(db, { settings, at: AT, actor: 'bench' });
  await editIssue(db, { number: number!, changes: { intro: INTRO } });
  await release(deps, { number: number!, sendAt: SEND_AT, actor: 'bench', at: AT });
  const { id } = await getIssue(db, number!);
  return { render: await ensureRender(deps, id), signer: deps.signer };
}

/** Nothing is sent: nobody listens at the mailer's address. */
export function openSampleDeps(db: Database): Promise<Deps> {
  const config: Deps['config'] = {
    production: false,
    port: 0,
    publicUrl: PUBLIC_URL,
    installationUrl: PUBLIC_URL,
    databaseUrl: '',
    mail: 'local',
    mailFrom: 'Weekly AI Tool Verdicts <issues@verdicts.example.com>',
    resend: { apiKey: 'none', baseUrl: 'http://127.0.0.1:9', webhookSecret: 'none' },
    signingKeys: [{ id: 1, secret: Buffer.alloc(32, 7) }],
    trustedProxies: [],
  };
  const makeEnqueue = () => async () => {};
  return openDeps({ config, db, log: openLog(), now: () => AT, makeEnqueue });
}
