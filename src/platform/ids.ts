import { randomBytes } from 'node:crypto';
import { uuidv7 } from 'uuidv7';

/** A UUIDv7: for rows that outsiders name, and as idempotency key of transactional mails. */
export type NewId = () => string;

export const newId: NewId = uuidv7;

/** 32 random bytes in URL-safe base64, for a cookie. */
export type NewSecret = () => string;

export const newSecret: NewSecret = () => randomBytes(32).toString('base64url');
