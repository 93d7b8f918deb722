import { z } from 'zod';
import { visit } from './visit';

const mailboxSchema = z.object({
  mails: z.array(z.object({ to: z.array(z.string()), html: z.string() })),
});

export interface CrowdCount {
  opened: number;
  clicked: number;
  voters: number;
  votes: number;
}

interface CrowdDeps {
  mailboxUrl: string;
  voters: number;
  chance: () => number;
  /** Lets simulated time pass. */
  wait: (ms: number) => void;
  progress: (text: string) => void;
}

const AT_ONCE = 8;

/** Readers who take their mail out of the mailbox and act on it over HTTP, as a browser would. */
export async function sendCrowd(deps: CrowdDeps): Promise<CrowdCount> {
  const { mailboxUrl, voters, progress } = deps;
  const answer = await fetch(`${mailboxUrl}/mailbox.json?limit=${voters}`);
  const { mails } = mailboxSchema.parse(await answer.json());
  const count: CrowdCount = { opened: 0, clicked: 0, voters: 0, votes: 0 };
  for (let from = 0; from < mails.length; from += AT_ONCE) {
    await Promise.all(
      mails.slice(from, from + AT_ONCE).map(({ html }) => actOn(html, deps, count)),
    );
    if (count.voters % 80 < AT_ONCE) progress(`  ${count.voters} readers have voted …`);
  }
  return count;
}

async function actOn(html: string, deps: CrowdDeps, count: CrowdCount): Promise<void> {
  const { chance } = deps;
  const links = [...html.matchAll(/(?:href|src)="(https?:[^"]+)"/g)].map((match) => match[1]!);
  const pixel = links.find((link) => link.includes('/o/'));
  if (pixel) {
    await visit(pixel, 'image');
    count.opened += 1;
  }
  const votes = chooseVotes(links, chance);
  for (const link of votes) await press(link, deps);
  count.votes += votes.length;
  count.voters += votes.length > 0 ? 1 : 0;
  const click = links.find((link) => link.includes('/c/'));
  if (click && chance() < 0.4) {
    await visit(click);
    count.clicked += 1;
  }
}

/** On one to all of the tools in the mail, ship or skip; the links come in pairs, ship before skip. */
function chooseVotes(links: string[], chance: () => number): string[] {
  const choices = links.filter((link) => link.includes('/v/'));
  const votes: string[] = [];
  for (let tool = 0; tool < choices.length; tool += 2) {
    const liking = 0.3 + (0.5 * ((tool * 7) % 10)) / 10;
    if (tool === 0 || chance() < 0.35) votes.push(choices[tool + (chance() < liking ? 0 : 1)]!);
  }
  return votes;
}

/** A button's press comes after the page that has the button, and after some seconds of reading. */
async function press(link: string, { wait, chance }: CrowdDeps): Promise<void> {
  const read = () => wait(3_000 + 5_000 * chance());
  read();
  await visit(link);
  read();
  await visit(link, 'press');
}
