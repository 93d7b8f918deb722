import type { Resend } from 'resend';
import type { Mailer, SubmissionOutcome } from '../platform/mailer';
import { isReservedDomain } from '../platform/network/reserved-domains';
import { openResend } from './resend-client';

const SUBMISSION_TIMEOUT_MS = 20_000;
const DEFAULT_WAIT_MS = 1_000;

/** Caused by the account or the sender: every further mail would be refused too. */
const ACCOUNT_FAULTS = new Set([
  'missing_api_key',
  'invalid_api_key',
  'restricted_api_key',
  'invalid_from_address',
  'invalid_access',
  'not_found',
  'method_not_allowed',
  'security_error',
]);

/** Mails differ only in the recipient, so a fault in any other field is every mail's. */
const NAMES_WHAT_ALL_SHARE =
  /`(?:from|reply_to|subject|html|text|headers|tags)`|invalid header|api key/i;

type ResendResponse = Awaited<ReturnType<Resend['post']>>;
type Failure = NonNullable<ResendResponse['error']>;

/**
 * The SDK never throws on an HTTP error, never retries and has no timeout; a reset, a cut-off
 * answer and an abort look alike in it, and so they are here: unknown.
 */
export function createResendMailer({
  apiKey,
  baseUrl,
}: {
  apiKey: string;
  baseUrl: string;
}): Mailer {
  const resend = openResend({ apiKey, baseUrl });
  async function post(path: string, body: Uint8Array, key: string): Promise<ResendResponse> {
    return resend.post(path, undefined, {
      ...toBody(body),
      idempotencyKey: key,
      headers: { 'x-batch-validation': 'strict', 'content-length': String(body.length) },
      signal: AbortSignal.timeout(SUBMISSION_TIMEOUT_MS),
    } as Parameters<Resend['post']>[2]);
  }
  return {
    async submitBatch({ key, body, to }) {
      const response = await post('/emails/batch', body, key);
      return readResponse(response, (data) =>
        readIds((data as { data?: unknown }).data, to.length),
      );
    },
    async submitMail(mail, key) {
      const response = await post('/emails', Buffer.from(JSON.stringify(mail)), key);
      return readResponse(response, (data) => readIds([data], 1));
    },
  };
}

/**
 * Node's fetch copies bytes twice (45% of a submission's processor time) but passes a stream of one
 * chunk on. Workers' fetch would send a stream without its length.
 */
function toBody(bytes: Uint8Array): { body: Uint8Array | ReadableStream; duplex?: 'half' } {
  if ('FixedLengthStream' in globalThis) return { body: bytes };
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(bytes);
      controller.close();
    },
  });
  return { body, duplex: 'half' };
}

function readIds(rows: unknown, count: number): string[] | null {
  if (!Array.isArray(rows) || rows.length !== count) return null;
  const ids = rows.map((row) => row?.id);
  return ids.every((id) => typeof id === 'string' && id !== '') ? ids : null;
}

function readResponse(
  response: ResendResponse,
  ids: (data: object) => string[] | null,
): SubmissionOutcome {
  const perSecond = readNumber(response.headers, 'ratelimit-limit') ?? undefined;
  if (response.error) return { perSecond, ...readFailure(response.error, response.headers) };
  const found = response.data && typeof response.data === 'object' ? ids(response.data) : null;
  if (!found)
    return { perSecond, kind: 'unknown', detail: 'the answer did not match the mails submitted' };
  // Only Resend's own answer can state that there is no limit.
  return { perSecond: perSecond ?? null, kind: 'accepted', ids: found };
}

type Headers = Record<string, string> | null;
type Outcome = SubmissionOutcome extends infer O
  ? O extends { kind: string }
    ? Omit<O, 'perSecond'>
    : never
  : never;

function readFailure({ name, message, statusCode }: Failure, headers: Headers): Outcome {
  const status = statusCode ?? 0;
  const named = name as string;
  if (named === 'invalid_idempotent_request') return { kind: 'mismatch' };
  if (named === 'concurrent_idempotent_requests') return { kind: 'running' };
  const seconds = readNumber(headers, 'retry-after');
  const afterMs = seconds === null ? undefined : Math.ceil(seconds * 1000);
  if (/quota/.test(named)) return { kind: 'quota', name: named, message, renewsMs: afterMs };
  if (status === 429) return { kind: 'rate-limited', waitMs: afterMs ?? DEFAULT_WAIT_MS };
  // The SDK calls an answer that isn't JSON `application_error`: it isn't Resend's word.
  const isOdd = typeof named !== 'string' || named === 'application_error';
  if (isOdd || status < 400 || status >= 500 || status === 408 || status === 409) {
    return { kind: 'unknown', detail: `${named} ${status || 'without an answer'}` };
  }
  const itsOwnFault = (status === 400 || status === 422) && !ACCOUNT_FAULTS.has(named);
  if (itsOwnFault && !NAMES_WHAT_ALL_SHARE.test(message))
    return { kind: 'refused', name: named, message };
  return { kind: 'misconfigured', name: named, message };
}

function readNumber(headers: Headers, name: string): number | null {
  const number = Number(headers?.[name]);
  return Number.isFinite(number) && number > 0 ? number : null;
}

/** No mail to a reserved domain ever leaves. */
export function refuseReservedDomains(mailer: Mailer): Mailer {
  function findReserved(to: string[]): SubmissionOutcome | null {
    const reserved = to.find((address) =>
      isReservedDomain(address.slice(address.lastIndexOf('@') + 1)),
    );
    if (!reserved) return null;
    const message = `${reserved} is in a reserved domain`;
    return { kind: 'refused', name: 'reserved_domain', message };
  }
  return {
    submitBatch: async (batch) => findReserved(batch.to) ?? mailer.submitBatch(batch),
    submitMail: async (mail, key) => findReserved(mail.to) ?? mailer.submitMail(mail, key),
  };
}
