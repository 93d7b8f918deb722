/** A reader's mail: its links, as paths. */
export interface SimulatedMail {
  to: string;
  /** Tool by tool, ship before skip. */
  votes: string[];
  clicks: string[];
  pixel: string | undefined;
  unsubscribe: string;
  preferences: string;
  /** When the machine in front of the mailbox was done, if there is one. */
  scannedMs?: number;
  /** By a tool's ship link, the share of its voters who say ship; three in five by default. */
  appeal?: (ship: string) => number | undefined;
}

const USUAL_APPEAL = 0.6;

/** Those that lead to us, in order. */
export function readLinks(html: string, publicUrl: string): Omit<SimulatedMail, 'to'> {
  const paths = [...html.matchAll(/(?:href|src)="([^"]+)"/g)].flatMap(([, url]) =>
    url!.startsWith(`${publicUrl}/`) ? [url!.slice(publicUrl.length)] : [],
  );
  const of = (prefix: string) => paths.filter((path) => path.startsWith(prefix));
  return {
    votes: of('/v/'),
    clicks: of('/c/'),
    pixel: of('/o/')[0],
    unsubscribe: of('/unsubscribe/')[0]!,
    preferences: of('/preferences/')[0]!,
  };
}

/** By tool: [ship, skip]. */
export function toolsOf({ votes }: Pick<SimulatedMail, 'votes'>): [string, string][] {
  return votes.flatMap((ship, at) => (at % 2 ? [] : [[ship, votes[at + 1]!] as [string, string]]));
}

export function appealOf({ appeal }: SimulatedMail, [ship]: [string, string]): number {
  return appeal?.(ship) ?? USUAL_APPEAL;
}

/** The same for every reader, wherever it is in the mail. */
export function linkNumberOf(path: string): number {
  return Number(path.split('/').at(-1));
}
