import { Hono } from 'hono';
import { z } from 'zod';
import { invalid } from './refused';
import type { RunningScript } from './running-script';
import { readScript, type Script } from './script';

/** GET and PUT of what the stand-in does wrong; ours alone, no part of Resend's API. */
export function createScriptRoutes(script: RunningScript): Hono {
  const app = new Hono();
  app.get('/', (c) => c.json(script.report()));
  app.put('/', async (c) => {
    script.set(parse(await c.req.json().catch(() => null)));
    return c.json(script.report());
  });
  return app;
}

function parse(input: unknown): Script {
  try {
    return readScript(input);
  } catch (error) {
    if (error instanceof z.ZodError) throw invalid(z.prettifyError(error));
    throw error;
  }
}
