import { invalid, missing } from './api-error';

/** `to` may be one address or a list. */
export interface PostedMail {
  from: string;
  to: string | string[];
  reply_to?: string | string[];
  subject: string;
  html?: string;
  text?: string;
  headers?: Record<string, string>;
  tags?: { name: string; value: string }[];
}

const MAX_RECIPIENTS = 50;
const TAG_CHARACTERS = 256;
const ADDRESS =
  /^(?=.{3,254}$)(?=[^@]{1,64}@)[^\s<>@,;:"()[\]\\\u0080-\uffff]+@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]{2,63}$/i;
const NAMED = /^[^<>\r\n]*<([^<>]+)>$/;
const TAG = /^[A-Za-z0-9_-]+$/;
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** From `email@example.com` or `Name <email@example.com>`; else null. */
export function readAddress(text: unknown): string | null {
  if (typeof text !== 'string') return null;
  const address = (NAMED.exec(text.trim())?.[1] ?? text).trim();
  return ADDRESS.test(address) ? address : null;
}

/** Throws an ApiError with its first fault. */
export function readMail(body: unknown): PostedMail {
  checkMail(body);
  return body;
}

function checkMail(mail: unknown): asserts mail is PostedMail {
  if (typeof mail !== 'object' || mail === null || Array.isArray(mail)) {
    throw invalid('A mail must be an `object`.');
  }
  const { from, to, subject, html, text, headers, tags } = mail as Record<string, unknown>;
  checkAddress('from', from);
  checkRecipients(to);
  for (const field of ['cc', 'bcc', 'reply_to'] as const) {
    if (field in mail) checkList(field, (mail as Record<string, unknown>)[field]);
  }
  checkSubject(subject);
  checkContent(html, text);
  checkHeaders(headers);
  checkTags(tags);
}

function checkAddress(field: string, value: unknown): void {
  if (value === undefined || value === null || value === '') throw missing(`\`${field}\``);
  if (readAddress(value) !== null) return;
  throw invalid(
    `Invalid \`${field}\` field. The email address needs to follow the \`email@example.com\` or ` +
      '`Name <email@example.com>` format.',
  );
}

function checkRecipients(to: unknown): void {
  if (Array.isArray(to) && to.length === 0) throw missing('`to`');
  checkList('to', to);
}

function checkList(field: string, value: unknown): void {
  const list = Array.isArray(value) ? value : [value];
  if (list.length > MAX_RECIPIENTS) {
    throw invalid(`The \`${field}\` field holds at most ${MAX_RECIPIENTS} addresses.`);
  }
  for (const address of list) checkAddress(field, address);
}

function checkSubject(subject: unknown): void {
  if (subject === undefined || subject === null || subject === '') throw missing('`subject`');
  if (typeof subject !== 'string') throw invalid('The `subject` field must be a `string`.');
  if (/[\r\n]/.test(subject)) throw invalid('The `subject` field must be one line.');
}

function checkContent(html: unknown, text: unknown): void {
  for (const [field, value] of Object.entries({ html, text })) {
    if (value === undefined || value === null || typeof value === 'string') continue;
    throw invalid(`The \`${field}\` field must be a \`string\`.`);
  }
  if (!html && !text) throw missing('`html` or `text`');
}

function checkHeaders(headers: unknown): void {
  if (headers === undefined || headers === null) return;
  if (typeof headers !== 'object' || Array.isArray(headers)) {
    throw invalid('The `headers` field must be an `object`.');
  }
  for (const [name, value] of Object.entries(headers)) {
    const isSound = HEADER_NAME.test(name) && typeof value === 'string' && !/[\r\n]/.test(value);
    if (!isSound)
      throw invalid(`Invalid header \`${name}\`: its name or its value cannot be sent.`);
  }
}

function checkTags(tags: unknown): void {
  if (tags === undefined || tags === null) return;
  if (!Array.isArray(tags)) throw invalid('The `tags` field must be an `array`.');
  for (const part of tags.flatMap((tag) => [tag?.name, tag?.value])) {
    if (typeof part !== 'string' || !TAG.test(part)) {
      throw invalid('Tags should only contain ASCII letters, numbers, underscores, or dashes.');
    }
    if (part.length > TAG_CHARACTERS) {
      throw invalid(`Tags should contain at most ${TAG_CHARACTERS} characters.`);
    }
  }
}
