import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';

/**
 * The processes that use this one: each holds one streaming answer open, which dies with its process.
 * GET / says which folder this process answers for, POST / adds one (the answer's first line is the
 * reference's id and its body never ends), DELETE /:id ends it and says how many are left.
 */
export function createReferenceRoutes({
  folder,
  onChange,
  onLastLeft,
}: {
  folder: string;
  /** Told of every change, by whatever cause. */
  onChange: (count: number) => void;
  /** Told when the last one has left of its own will, so that nobody will come back. */
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
