import type { HttpBindings } from '@hono/node-server';
import { Hono, type MiddlewareHandler } from 'hono';
import { errorFields, type Log } from '../../../platform/log';
import type { Webhooks } from '../events/webhooks';
import type { MailStore } from '../mailbox/mail-store';
import type { RunningScript } from '../script/running-script';
import type { ScriptControl } from '../script/script-control';
import { createScriptRoutes } from '../script/script-routes';
import { type Call, createPostHandler, type Stores } from './accept-post';
import { ApiError } from './api-error';
import { createDomainRoutes } from './domain-routes';
import { readBatch } from './posted-batch';
import { readMail } from './posted-mail';
import { requireKey } from './require-key';
import { createWebhookRoutes } from './webhook-routes';

export interface Api extends Stores {
  apiKey: string;
  /** All webhooks sign with it. */
  webhookSecret: string;
  webhooks: Webhooks;
  control: ScriptControl;
  mailStore: MailStore;
  log: Log;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const batch: Call = {
  kind: 'batch',
  read: readBatch,
  describe: (ids, errors) => ({ data: ids.map((id) => ({ id })), errors }),
};
const single: Call = {
  kind: 'single',
  read: (body) => ({ mails: [{ position: 0, mail: readMail(body) }] }),
  describe: ([id]) => ({ id }),
};

/** The part of Resend's API that we use, and the script. */
export function createApi(api: Api, references: Hono) {
  const accept = createPostHandler(api);
  const app = new Hono<{ Bindings: HttpBindings }>();
  app.use(requireKey(api.apiKey));
  app.route('/references', references);
  app.route('/script', createScriptRoutes(api.control));
  app.use(limitRate(api.script));
  const onChange = () => api.poster.wake();
  app.route('/webhooks', createWebhookRoutes({ ...api, secret: api.webhookSecret, onChange }));
  app.route('/domains', createDomainRoutes(api.script));
  app.post('/emails/batch', (c) => accept(c, batch));
  app.post('/emails', (c) => accept(c, single));
  app.get('/emails/:id', async (c) => c.json(await describeMail(api, c.req.param('id'))));
  app.all('/emails/:id?', () => {
    throw new ApiError('method_not_allowed', 'Method is not allowed for the requested path.');
  });
  app.notFound(() =>
    new ApiError('not_found', 'The requested endpoint does not exist.').toResponse(),
  );
  app.onError((error) => {
    if (error instanceof ApiError) return error.toResponse();
    api.log.error(errorFields(error), 'the Resend emulator failed at a request');
    return new ApiError('internal_server_error', 'An unexpected error occurred.').toResponse();
  });
  return app;
}

/** Counts a call when its headers have come, before its body is read. */
function limitRate(script: RunningScript): MiddlewareHandler<{ Bindings: HttpBindings }> {
  return async (c, next) => {
    const { isOver, headers } = script.countAgainstRate();
    for (const [name, value] of Object.entries(headers)) c.env.outgoing.setHeader(name, value);
    if (isOver) throw new ApiError('rate_limit_exceeded', 'Too many requests.');
    await next();
  };
}

async function describeMail({ mailStore }: Api, id: string): Promise<object> {
  if (!UUID.test(id))
    throw new ApiError('invalid_parameter', 'The parameter must be a valid UUID.');
  const mail = await mailStore.find(id.toLowerCase());
  if (!mail) throw new ApiError('not_found', 'Email not found');
  const { at, key: _, headers, ...rest } = mail;
  return { object: 'email', ...rest, headers: headers ?? {}, created_at: at, last_event: 'sent' };
}
