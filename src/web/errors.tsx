import type { Context, ErrorHandler, NotFoundHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { errorFields } from '../platform/log';
import { Refusal, type RefusalKind } from '../platform/refusal';
import type { SecurityKind } from '../platform/security/security-counts';
import type { WebDeps } from './client-address';
import { hasClientLeft } from './client-left';
import { BrokenForm } from './form';
import { Notice, toDocument } from './layout';
import { FAULT, FRAME } from './words';

const STATUS = {
  invalid: 400,
  forbidden: 403,
  missing: 404,
  conflict: 409,
  'too-many': 429,
  unready: 503,
} as const satisfies Record<RefusalKind, number>;

/** Anything but a refusal is answered without details; those go into the log. */
export function handleErrors({ log, security }: Pick<WebDeps, 'log' | 'security'>): ErrorHandler {
  return (error, c) => {
    const kind = kindOf(error, c);
    if (kind) security.note(kind);
    if (error instanceof Refusal) return showError(c, STATUS[error.kind], error.message);
    if (error instanceof HTTPException) return showError(c, error.status, FAULT.tooLarge);
    if (hasClientLeft(c)) return c.body(null, 400);
    log.error({ event: 'failure', ...errorFields(error) }, 'a request failed');
    return showError(c, 500, FAULT.ours);
  };
}

/** Undefined for people who merely mistyped or came too late. */
function kindOf(error: Error, c: Context): SecurityKind | undefined {
  if (error instanceof BrokenForm || error instanceof HTTPException) return 'broken-form';
  if (!(error instanceof Refusal)) return undefined;
  if (error.kind === 'forbidden') return 'foreign-form';
  if (error.kind === 'too-many') return 'over-limit';
  return error.kind === 'missing' && c.req.param('token') !== undefined ? 'dead-link' : undefined;
}

export const handleMissing: NotFoundHandler = (c) => showError(c, 404, FAULT.missing);

export function busyPage(): string {
  return errorPage(FAULT.title, FAULT.busy);
}

function showError(c: Context, status: number, sentence: string) {
  const title = status === 404 ? FAULT.missingTitle : FAULT.title;
  return c.html(errorPage(title, sentence), status as 400);
}

function errorPage(title: string, sentence: string): string {
  return toDocument(
    <Notice title={title}>
      <p class="lead">{sentence}</p>
      <a class="way-on" href="/">
        {FRAME.goHome}
      </a>
    </Notice>,
  );
}
