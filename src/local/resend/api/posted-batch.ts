import { ApiError, invalid } from './api-error';
import { type PostedMail, readMail } from './posted-mail';

/** With its position in the body. */
export interface PlacedMail {
  position: number;
  mail: PostedMail;
}

/** Left out of a permissive batch. */
export interface BatchError {
  index: number;
  message: string;
}

export interface ReadBatch {
  mails: PlacedMail[];
  /** Only of a permissive batch. */
  errors?: BatchError[];
}

const MAX_IN_A_BATCH = 100;

/**
 * Strict: the first fault refuses the whole batch. Permissive: accepts the sound mails, and the
 * answer names the others (resend.com/changelog/batch-validation-modes).
 */
export function readBatch(body: unknown, isPermissive: boolean): ReadBatch {
  if (!Array.isArray(body)) throw invalid('The `request.body` field must be an `array`.');
  if (body.length < 1 || body.length > MAX_IN_A_BATCH) {
    throw invalid(`A batch holds 1 to ${MAX_IN_A_BATCH} mails, not ${body.length}.`);
  }
  if (isPermissive) return pickValid(body);
  return { mails: body.map((mail, position) => ({ position, mail: readOne(mail) })) };
}

function pickValid(body: unknown[]): Required<ReadBatch> {
  const mails: PlacedMail[] = [];
  const errors: BatchError[] = [];
  for (const [position, mail] of body.entries()) {
    try {
      mails.push({ position, mail: readOne(mail) });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      errors.push({ index: position, message: error.message });
    }
  }
  return { mails, errors };
}

function readOne(mail: unknown): PostedMail {
  const read = readMail(mail);
  if ('attachments' in read) throw invalid('The `attachments` field is not allowed in a batch.');
  return read;
}
