const DISTRUSTED =
  'The database’s certificate is not trusted: name its authority with sslrootcert in DATABASE_URL.';
const UNENCRYPTED =
  'The database does not offer TLS: switch it on there, or set sslmode=disable in DATABASE_URL if nobody can listen in.';
const UNANSWERED = 'The database does not answer: check DATABASE_URL and the network.';
const UNREADY = 'The database is starting or stopping: try again in a minute.';

const SENTENCES: Record<string, string> = {
  ECONNREFUSED: UNANSWERED,
  ECONNRESET: UNANSWERED,
  ETIMEDOUT: UNANSWERED,
  ENETUNREACH: UNANSWERED,
  EHOSTUNREACH: UNANSWERED,
  ENOTFOUND: 'The host in DATABASE_URL does not exist.',
  EAI_AGAIN: 'The host in DATABASE_URL cannot be looked up: check the network.',
  DEPTH_ZERO_SELF_SIGNED_CERT: DISTRUSTED,
  SELF_SIGNED_CERT_IN_CHAIN: DISTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: DISTRUSTED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: DISTRUSTED,
  ERR_TLS_CERT_ALTNAME_INVALID: DISTRUSTED,
  CERT_HAS_EXPIRED: DISTRUSTED,
  '42501':
    'The role in DATABASE_URL lacks the rights for this: run `verdicts migrate` with MIGRATION_DATABASE_URL.',
  '28P01': 'The database rejects the user name or password in DATABASE_URL.',
  '3D000': 'The database named in DATABASE_URL does not exist.',
  '53300': 'The database has no connections left: try again in a minute.',
  '57P01': UNREADY,
  '57P02': UNREADY,
  '57P03': UNREADY,
};

/** What node-postgres says, without a code, where nothing answers in time or the connection is cut. */
const LOST = /^(?:Connection terminated|timeout exceeded when trying to connect|timeout expired)/;

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
  if (LOST.test(String(message))) return UNANSWERED;
  return SENTENCES[String(code)] ?? null;
}
