import { z } from 'zod';

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

async function actOn(html: string, { chance }: CrowdDeps, count: CrowdCount): Promise<void> {
  const links = [...html.matchAll(/(?:href|src)="(https?:[^"]+)"/g)].map((match) => match[1]!);
  const pixel = links.find((link) => link.includes('/o/'));
  if (pixel) {
    await visit(pixel);
    count.opened += 1;
  }
  const votes = chooseVotes(links, chance);
  for (const link of votes) await visit(link, 'POST');
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

/** A button's POST comes after the page that has the button. */
async function visit(link: string, method: 'GET' | 'POST' = 'GET'): Promise<void> {
  const headers = {
    'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  };
  const page = await fetch(link, { headers, redirect: 'manual' });
  await page.arrayBuffer();
  if (method === 'GET') return;
  const answer = await fetch(link, { method, headers });
  await answer.arrayBuffer();
  if (answer.status !== 200) throw new Error(`a vote was answered with ${answer.status}`);
}
