import { uuidv7 } from 'uuidv7';

/** A new UUIDv7: for rows that outsiders name, and for idempotency keys of single mails. */
export type NewId = () => string;

export const newId: NewId = uuidv7;
