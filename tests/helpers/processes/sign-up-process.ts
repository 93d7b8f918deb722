import { mailSignUps } from '../../../src/audience/sign-up/mail-sign-ups';
import { openDeps } from '../../../src/mail/open-deps';
import type { Config } from '../../../src/platform/config';
import { openDatabase } from '../../../src/platform/database';
import { TEST_SECRET } from '../signing-key';
import { silent } from '../silent-log';

/** Answers every waiting sign-up attempt, as one of several processes. */
const { config: given, at } = JSON.parse(process.argv[2]!) as { config: Config; at: string };
const config: Config = {
  ...given,
  signingKeys: given.signingKeys.map(({ id }) => ({ id, secret: TEST_SECRET })),
};
const db = openDatabase(config.databaseUrl, { max: 2, log: silent });
const makeEnqueue = () => async () => {};
const deps = await openDeps({ config, db, log: silent, now: () => new Date(at), makeEnqueue });
await mailSignUps(deps);
await db.destroy();
