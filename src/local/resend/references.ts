import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';

/**
 * A process that uses this one holds an answer open, which dies with it. GET / names our folder,
 * POST / adds a reference (the first line is its id, the body never ends), DELETE /:id ends it and
 * says how many are left.
 */
export function createReferenceRoutes({
  folder,
  onChange,
  onLastLeft,
}: {
  folder: string;
  /** For every change, whatever the cause. */
  onChange: (count: number) => void;
  /** The last one gave up its reference deliberately, so nobody will come back. */
  onLastLeft: () => void;
}): Hono {
  const open = new Map<string, ReadableStreamDefaultController>();
  const app = new Hono();
  function remove(id: string): void {
    if (open.delete(id)) onChange(open.size);
  }
  app.get('/', (c) => c.json({ folder, pid: process.pid, references: open.size }));
  app.post('/', () => {
    const id = randomUUID();
    const stream = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(`${id}\n`));
        open.set(id, controller);
        onChange(open.size);
      },
      cancel: () => remove(id),
    });
    return new Response(stream, { headers: { 'content-type': 'application/octet-stream' } });
  });
  app.delete('/:id', (c) => {
    const id = c.req.param('id');
    open.get(id)?.close();
    remove(id);
    if (open.size === 0) onLastLeft();
    return c.json({ left: open.size });
  });
  return app;
}
