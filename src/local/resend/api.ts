import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { errorFields, type Log } from '../../platform/log';
import { createDoor, type Stores } from './accept-post';
import { readBatch, readMail } from './posted-mail';
import { Refused } from './refused';
import { requireKey } from './require-key';
import type { Shelf } from './shelf';

export interface Api extends Stores {
  apiKey: string;
  shelf: Shelf;
  log: Log;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The part of Resend's API that we use: POST /emails, POST /emails/batch, GET /emails/:id. */
export function createApi(api: Api, tenancies: Hono) {
  const accept = createDoor(api);
  const app = new Hono<{ Bindings: HttpBindings }>();
  app.use(requireKey(api.apiKey));
  app.route('/tenancies', tenancies);
  app.post('/emails/batch', async (c) => {
    const ids = await accept(c, readBatch);
    return c.json({ data: ids.map((id) => ({ id })) });
  });
  app.post('/emails', async (c) => {
    const [id] = await accept(c, (body) => [readMail(body)]);
    return c.json({ id });
  });
  app.get('/emails/:id', async (c) => c.json(await describeMail(api, c.req.param('id'))));
  app.all('/emails/:id?', () => {
    throw new Refused('method_not_allowed', 'Method is not allowed for the requested path.');
  });
  app.notFound(() => refuse(new Refused('not_found', 'The requested endpoint does not exist.')));
  app.onError((error) => {
    if (error instanceof Refused) return refuse(error);
    api.log.error(errorFields(error), 'the stand-in failed at a request');
    return refuse(new Refused('internal_server_error', 'An unexpected error occurred.'));
  });
  return app;
}

function refuse(refused: Refused): Response {
  return Response.json(refused.toJson(), { status: refused.statusCode });
}

async function describeMail({ shelf }: Api, id: string): Promise<object> {
  if (!UUID.test(id)) throw new Refused('invalid_parameter', 'The parameter must be a valid UUID.');
  const mail = await shelf.find(id.toLowerCase());
  if (!mail) throw new Refused('not_found', 'Email not found');
  const { at, key: _, headers, ...rest } = mail;
  return { object: 'email', ...rest, headers: headers ?? {}, created_at: at, last_event: 'sent' };
}
