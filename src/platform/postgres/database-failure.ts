const DISTRUSTED =
  'The database’s certificate is not to be trusted: name its authority with sslrootcert in DATABASE_URL.';
const UNENCRYPTED =
  'The database speaks no TLS: switch it on there, or say sslmode=disable in DATABASE_URL if nobody can listen.';

const SENTENCES: Record<string, string> = {
  ECONNREFUSED: 'The database does not answer: see DATABASE_URL.',
  ENOTFOUND: 'The host that DATABASE_URL names is not known.',
  ETIMEDOUT: 'The database does not answer: see DATABASE_URL.',
  DEPTH_ZERO_SELF_SIGNED_CERT: DISTRUSTED,
  SELF_SIGNED_CERT_IN_CHAIN: DISTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: DISTRUSTED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: DISTRUSTED,
  ERR_TLS_CERT_ALTNAME_INVALID: DISTRUSTED,
  CERT_HAS_EXPIRED: DISTRUSTED,
  '42501':
    'The role in DATABASE_URL may not do this: run `verdicts migrate` with MIGRATION_DATABASE_URL.',
  '28P01': 'The database refuses the name or the password in DATABASE_URL.',
  '3D000': 'The database that DATABASE_URL names does not exist.',
};

export function isUniqueViolation(error: unknown): boolean {
  return (Object(error) as { code?: unknown }).code === '23505';
}

export function isForeignKeyViolation(error: unknown): boolean {
  return (Object(error) as { code?: unknown }).code === '23503';
}

export function isLockTaken(error: unknown): boolean {
  return (Object(error) as { code?: unknown }).code === '55P03';
}

/** The database reported it, so nothing was written; after a lost connection nobody knows. */
export function isRolledBack(error: unknown): boolean {
  const { code } = Object(error) as { code?: unknown };
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code);
}

export function explainDatabaseFailure(error: unknown): string | null {
  const { code, message } = Object(error) as { code?: unknown; message?: unknown };
  if (String(message).includes('does not support SSL')) return UNENCRYPTED;
  return SENTENCES[String(code)] ?? null;
}
