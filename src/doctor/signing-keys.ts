import { sql } from 'kysely';
import { findWeakKeys } from '../platform/variables/signing-keys';
import type { Check } from './check';
import { fault, look, ok } from './finding';

export const signingKeysCheck: Check = {
  name: 'signing keys',
  place: 'SIGNING_KEYS',
  examine: async ({ deps: { db, config, signer } }) => {
    const { signingKeys } = config;
    const weak = findWeakKeys(signingKeys);
    if (weak.length > 0) {
      const ids = weak.map(({ id }) => id).join(', ');
      return fault(`Key ${ids} is not random: anybody who guesses it can vote in readers’ names.`);
    }
    const { rows } = await sql<{ signing_key: number }>`
      select distinct signing_key from deliveries where state = 'waiting'
        and signing_key is not null and batch_id in (select id from batches where state = 'sealed')`.execute(
      db,
    );
    const absent = rows.map((row) => row.signing_key).filter((id) => !signer.hasKey(id));
    if (absent.length > 0) {
      return fault(`Sealed batches need key ${absent.join(', ')}: restore it, then resume.`);
    }
    const secrets = new Set(signingKeys.map(({ secret }) => secret.toString('base64')));
    if (secrets.size < signingKeys.length) return look('Two keys have the same secret.');
    return ok(
      `Key ${signer.newestKey} signs; ${signingKeys.length === 1 ? 'there is no other' : `${signingKeys.length} are accepted`}.`,
    );
  },
};
