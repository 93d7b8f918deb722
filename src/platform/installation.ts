import { randomBytes } from 'node:crypto';
import { type Database, inTransaction } from './database';
import type { NewId } from './ids';
import { Refusal } from './refusal';

/** `address_key` keys the hashes of suppressed addresses and stays when an installation is adopted. */
export interface Installation {
  id: string;
  public_url: string;
  address_key: Buffer;
}

/** The installation this database belongs to; made on first sight, for the URL configured then. */
export async function ensureInstallation(
  db: Database,
  { publicUrl, newId, at }: { publicUrl: string; newId: NewId; at: Date },
): Promise<Installation> {
  const found = await findInstallation(db);
  if (found) return found;
  await db
    .insertInto('installation')
    .values({ id: newId(), public_url: publicUrl, address_key: randomBytes(32), made_at: at })
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

function findInstallation(db: Database): Promise<Installation | undefined> {
  return db
    .selectFrom('installation')
    .select(['id', 'public_url', 'address_key'])
    .executeTakeFirst();
}

/**
 * Refuses where the database was made for another URL (it may be a copy), or has been adopted since
 * this process read its installation. Asked before anything is sent.
 */
export async function requireOwnInstallation(
  db: Database,
  { installation, installationUrl }: { installation: Installation; installationUrl: string },
): Promise<void> {
  const { id, public_url } = await getInstallation(db);
  if (public_url !== installationUrl) {
    throw new Refusal(
      'unready',
      `This database was made for ${public_url}, not for ${installationUrl}: nothing is sent ` +
        'until `verdicts adopt` makes it this installation’s own.',
    );
  }
  if (id !== installation.id) {
    throw new Refusal(
      'unready',
      'This installation was adopted meanwhile: start the service again.',
    );
  }
}

/** Gives a copied database an id and URL of its own; the caller puts unsent issues back to draft. */
export async function renewInstallation(
  db: Database,
  { publicUrl, newId, at }: { publicUrl: string; newId: NewId; at: Date },
): Promise<Installation> {
  return inTransaction(db, async (tx) => {
    await tx
      .updateTable('installation')
      .set({ id: newId(), public_url: publicUrl, made_at: at })
      .execute();
    return getInstallation(tx);
  });
}
