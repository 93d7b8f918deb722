import { HOUR_MS, MINUTE_MS } from '../../platform/durations';
import type { Actor } from '../simulator/actor';
import { OpenPages } from '../simulator/open-pages';
import type { Act } from '../simulator/world';
import type { HttpClient } from './http-client';
import { runConcurrently } from './run-concurrently';

interface Playing {
  actors: Actor[];
  client: HttpClient;
  sentAt: Date;
  /** What would happen longer than this after the send has not happened yet. */
  lengthMs: number;
  /** Runs between acts, in order. */
  runJobs: (at: Date) => Promise<unknown>;
  /** Called for every act that the server let happen. */
  onDone: (actor: Actor, act: Act) => void;
}

interface Step {
  actor: Actor;
  act: Act;
}

/** Acts over HTTP between runs of the jobs: several mails at once, each mail's acts in order. */
export async function play({ actors, lengthMs, ...playing }: Playing): Promise<void> {
  const pages = new Map(actors.map((actor) => [actor, new OpenPages()]));
  const steps = listSteps(actors).filter(({ act }) => act.atMs <= lengthMs);
  let from = 0;
  for (const untilMs of jobMoments(lengthMs)) {
    const next = steps.findIndex(({ act }) => act.atMs > untilMs);
    const span = steps.slice(from, next === -1 ? undefined : next);
    from += span.length;
    const byMail = Map.groupBy(span, ({ actor }) => actor.mail);
    await runConcurrently([...byMail.values()], async (own) => {
      for (const step of own) await take(step, pages.get(step.actor)!, playing);
    });
    await playing.runJobs(new Date(playing.sentAt.getTime() + untilMs));
  }
}

function listSteps(actors: Actor[]): Step[] {
  const steps = actors.flatMap((actor) => actor.acts.map((act) => ({ actor, act })));
  return steps.sort((a, b) => a.act.atMs - b.act.atMs);
}

async function take(
  { actor, act }: Step,
  pages: OpenPages,
  { client, sentAt, onDone }: Pick<Playing, 'client' | 'sentAt' | 'onDone'>,
): Promise<void> {
  if (!pages.allows(act)) return;
  const { status, html } = await client.send(act, new Date(sentAt.getTime() + act.atMs));
  pages.show(act, html);
  if (status < 400) onDone(actor, act);
}

/** Close together while most of it happens, then further apart; the last at the end. */
function jobMoments(lengthMs: number): number[] {
  const moments: number[] = [];
  for (let atMs = 0; atMs < lengthMs; ) {
    atMs += atMs < HOUR_MS ? 10 * MINUTE_MS : atMs < 6 * HOUR_MS ? 30 * MINUTE_MS : 6 * HOUR_MS;
    moments.push(Math.min(atMs, lengthMs));
  }
  return moments;
}
