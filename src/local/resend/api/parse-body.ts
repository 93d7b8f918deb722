import { invalid } from './api-error';

/** Only the mailbox looks into these, and it reads them again. */
const CONTENT = new Set(['html', 'text']);

/**
 * JSON in which `html` and `text` may hold UTF-8 bytes as characters: 5 MB with typographic quotes
 * take half the time and half the memory. Throws an ApiError.
 */
export function parseBody(bytes: Buffer): unknown {
  // An escaped character above ASCII could not be told from a byte.
  if (bytes.includes('\\u')) return parse(bytes.toString());
  const body = parse(bytes.toString('latin1'));
  return Array.isArray(body) ? body.map(restoreMail) : restoreMail(body);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid('The request body is not valid JSON.');
  }
}

function restoreMail(mail: unknown): unknown {
  if (typeof mail !== 'object' || mail === null || Array.isArray(mail)) return mail;
  return mapFields(mail, (value, name) => (CONTENT.has(name) ? value : restore(value)));
}

function restore(value: unknown): unknown {
  if (typeof value === 'string') return Buffer.from(value, 'latin1').toString();
  if (Array.isArray(value)) return value.map(restore);
  return typeof value === 'object' && value !== null ? mapFields(value, restore) : value;
}

function mapFields(fields: object, change: (value: unknown, name: string) => unknown): object {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, change(value, name)]),
  );
}
