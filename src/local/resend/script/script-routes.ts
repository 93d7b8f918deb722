import { Hono } from 'hono';
import { z } from 'zod';
import { invalid } from '../api/api-error';
import { readScript, type Script } from './script';
import type { ScriptControl } from './script-control';

/** GET and PUT; ours alone, no part of Resend's API. */
export function createScriptRoutes(control: ScriptControl): Hono {
  const app = new Hono();
  app.get('/', (c) => c.json(control.report()));
  app.put('/', async (c) => {
    control.play(parse(await c.req.json().catch(() => null)));
    return c.json(control.report());
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
