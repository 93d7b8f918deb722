import { Hono } from 'hono';
import type { CreateApp } from '../../node/serve';
import type { DemoClock } from './clock';

/** A request's simulated moment in milliseconds. Only the demo's server reads it. */
export const MOMENT_HEADER = 'x-simulated-moment';

/**
 * Each request happens at its own moment, so that several may run at once: people and machines are
 * told apart by these times.
 */
export function atSimulatedTime(createApp: CreateApp, clock: DemoClock): CreateApp {
  return (deps) => {
    const site = createApp(deps);
    return new Hono().all('*', (c) => {
      const moment = Number(c.req.header(MOMENT_HEADER));
      const answer = () => site.fetch(c.req.raw, c.env);
      return moment > 0 ? clock.runAt(new Date(moment), answer) : answer();
    });
  };
}
