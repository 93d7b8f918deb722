import type { ProjectCopy } from '../helpers/processes/project-copy';
import { type ServedProject, serveProject } from '../helpers/processes/served-project';
import { steadily } from './steadily';

/** Service processes on one data folder; a killed one is restarted. */
export interface Senders {
  /** Process ids of those that are up. */
  alive(): number[];
  /** SIGKILL, without waiting for the next to be up. */
  kill(pid: number): Promise<void>;
  /** The address of one that is up. */
  pickUrl(): string | undefined;
  stop(): Promise<void>;
}

export async function startSenders(
  copy: ProjectCopy,
  { count, publicUrl }: { count: number; publicUrl: string },
): Promise<Senders> {
  const up = new Map<number, ServedProject>();
  const starting = new Set<Promise<void>>();
  let isOver = false;
  const start = () => {
    const started = steadily(async () => {
      if (isOver) return;
      const sender = await serveProject(copy, { variables: { PUBLIC_URL: publicUrl } });
      up.set(sender.pid, sender);
    }).finally(() => starting.delete(started));
    starting.add(started);
    return started;
  };
  for (let nth = 0; nth < count; nth += 1) await start();
  return {
    alive: () => [...up.keys()],
    async kill(pid) {
      const sender = up.get(pid)!;
      up.delete(pid);
      await sender.stop('SIGKILL');
      void start();
    },
    pickUrl: () => [...up.values()][0]?.url,
    async stop() {
      isOver = true;
      await Promise.allSettled(starting);
      await Promise.all([...up.values()].map((sender) => sender.stop('SIGKILL')));
    },
  };
}
