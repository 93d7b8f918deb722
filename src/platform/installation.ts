import { randomBytes } from 'node:crypto';
import type { Config } from './config';
import { type Database, inTransaction } from './database';
import type { NewId } from './ids';
import { Refusal } from './refusal';
import { toAsciiUrl } from './text/ascii';

export interface Home {
  public_url: string;
  mail: 'live' | 'local';
}

/** `address_key` keys the hashes of suppressed addresses; adopting an installation keeps it. */
export interface Installation {
  id: string;
  public_url: string;
  /** Whether its mail leaves the machine; an emulator must never take mail meant for readers. */
  mail: 'live' | 'local';
  address_key: Buffer;
}

/** Made on first use, for the URL configured then. */
export async function ensureInstallation(
  db: Database,
  { home, newId, at }: { home: Home; newId: NewId; at: Date },
): Promise<Installation> {
  const found = await findInstallation(db);
  if (found) return found;
  await db
    .insertInto('installation')
    .values({ id: newId(), ...home, address_key: randomBytes(32), made_at: at })
    .onConflict((conflict) => conflict.column('only_row').doNothing())
    .execute();
  return getInstallation(db);
}

export async function getInstallation(db: Database): Promise<Installation> {
  const found = await findInstallation(db);
  if (!found)
    throw new Refusal('unready', 'This database has no installation yet: start the service once.');
  return found;
}

export async function readMadeAt(db: Database): Promise<Date> {
  const { made_at } = await db
    .selectFrom('installation')
    .select('made_at')
    .executeTakeFirstOrThrow();
  return made_at;
}

function findInstallation(db: Database): Promise<Installation | undefined> {
  return db
    .selectFrom('installation')
    .select(['id', 'public_url', 'mail', 'address_key'])
    .executeTakeFirst();
}

/** Refuses a possible copy: made for another URL or kind of mail, or adopted since it was read. */
export async function requireOwnInstallation(
  db: Database,
  { installation, config }: { installation: Installation; config: Config },
): Promise<void> {
  const { id, public_url, mail } = await getInstallation(db);
  const home = homeOf(config);
  const isHome = toAsciiUrl(public_url) === toAsciiUrl(home.public_url);
  if (!isHome || mail !== home.mail) {
    throw new Refusal(
      'unready',
      `This database was made for ${public_url} with ${mail} mail, not for ${home.public_url} with ` +
        `${home.mail} mail. Nothing is sent until \`verdicts adopt\` makes it this installation’s own.`,
    );
  }
  if (id !== installation.id) {
    throw new Refusal(
      'unready',
      'This installation has been adopted since the service started: restart it.',
    );
  }
}

/** Without PUBLIC_URL an installation is `local`, whatever its port today. */
export function homeOf({ installationUrl, mail }: Config): Home {
  return { public_url: installationUrl, mail };
}

/** Gives a copied database its own id and URL; the caller puts unsent issues back to draft. */
export async function renewInstallation(
  db: Database,
  { home, newId, at }: { home: Home; newId: NewId; at: Date },
): Promise<Installation> {
  return inTransaction(db, async (tx) => {
    await tx
      .updateTable('installation')
      .set({ id: newId(), ...home, made_at: at })
      .execute();
    return getInstallation(tx);
  });
}
