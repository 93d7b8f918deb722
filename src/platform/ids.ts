import { randomBytes } from 'node:crypto';
import { uuidv7 } from 'uuidv7';

/** A new UUIDv7: for rows that outsiders name, and for idempotency keys of transactional mails. */
export type NewId = () => string;

export const newId: NewId = uuidv7;

/** A secret that a browser keeps in a cookie: 32 random bytes in URL-safe base64. */
export type NewSecret = () => string;

export const newSecret: NewSecret = () => randomBytes(32).toString('base64url');
