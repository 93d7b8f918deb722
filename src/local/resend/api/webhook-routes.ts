import { Hono } from 'hono';
import type { Webhook, Webhooks } from '../events/webhooks';
import type { RunningScript } from '../script/running-script';

/**
 * resend.com/docs/api-reference/webhooks. Unlike Resend's, all sign with the one secret that the
 * service of this machine knows.
 */
export function createWebhookRoutes({
  webhooks,
  script,
  secret,
  onChange,
}: {
  webhooks: Webhooks;
  script: RunningScript;
  secret: string;
  /** When waiting events have become due. */
  onChange: () => void;
}): Hono {
  const app = new Hono();
  app.post('/', async (c) => {
    const { id } = webhooks.add(await c.req.json().catch(() => null), script.now());
    return c.json({ object: 'webhook', id, signing_secret: secret }, 201);
  });
  app.get('/', (c) => {
    return c.json({ object: 'list', has_more: false, data: webhooks.list().map(describe) });
  });
  app.get('/:id', (c) => {
    const webhook = webhooks.get(c.req.param('id'));
    return c.json({ object: 'webhook', ...describe(webhook), signing_secret: secret });
  });
  app.patch('/:id', async (c) => {
    const { id } = webhooks.get(c.req.param('id'));
    webhooks.change(id, await c.req.json().catch(() => null), script.now());
    onChange();
    return c.json({ object: 'webhook', id });
  });
  app.delete('/:id', (c) => {
    const { id } = webhooks.get(c.req.param('id'));
    webhooks.remove(id);
    return c.json({ object: 'webhook', id, deleted: true });
  });
  return app;
}

function describe({ id, endpoint, events, at }: Webhook) {
  return { id, created_at: at.toISOString(), status: 'enabled', endpoint, events };
}
