import { sql } from 'kysely';
import type { Actor } from '../../src/demo/simulator/actor';
import { linkNumberOf } from '../../src/demo/simulator/mail';
import type { Database } from '../../src/platform/database';

/** A person's intended vote on one tool, and whether it counts in the end. */
export interface Meant {
  pattern: string;
  isLost: boolean;
}

/** Every person's vote on every tool. It is lost if nothing, or another choice, counts. */
export async function listMeant(db: Database, actors: Actor[]): Promise<Meant[]> {
  const { rows } = await sql<{ email: string; n: number }>`
    select email, links.n from ballot_votes
      join links on links.issue_id = ballot_votes.issue_id and links.tool_id = ballot_votes.tool_id
        and links.choice = ballot_votes.choice and links.kind = 'vote'
      join subscribers using (mailbox_id)`.execute(db);
  const counted = new Set(rows.map(({ email, n }) => `${email} ${n}`));
  const people = actors.filter(({ by }) => by === 'person');
  return people.flatMap((person) =>
    lastLinks(person).map((link) => ({
      pattern: person.pattern,
      isLost: !counted.has(`${person.mail.to} ${linkNumberOf(link)}`),
    })),
  );
}

/** By tool: the link of the last button to be pressed, else of the first page seen. */
function lastLinks({ mail, acts }: Actor): string[] {
  const meant = new Map<number, string>();
  for (const { method, path, isScript } of acts.toSorted((a, b) => a.atMs - b.atMs)) {
    const link = path.replace(/\/provisional$/, '');
    const at = mail.votes.indexOf(link);
    if (method !== 'POST' || at === -1) continue;
    const tool = Math.floor(at / 2);
    if (!isScript || !meant.has(tool)) meant.set(tool, link);
  }
  return [...meant.values()];
}
