import type { StoredHit } from '../../src/tracking/stored-hit';

export const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36';
export const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1';

const PAGE = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
const FORM = { ...PAGE, 'sec-fetch-site': 'same-origin', 'sec-fetch-user': '?1' };
const SCRIPT = { 'sec-fetch-mode': 'cors', 'sec-fetch-site': 'same-origin' };

let ids = 0;

/** Seconds into the day; by a person's Chrome by default. */
export function hit(seconds: number, parts: Partial<StoredHit>): StoredHit {
  ids += 1;
  return {
    id: ids,
    at: new Date(Date.UTC(2026, 10, 24) + seconds * 1_000),
    kind: 'click',
    link_n: 5,
    method: 'GET',
    user_agent: CHROME,
    network: '198.51.100.0/24',
    headers: PAGE,
    tool_id: null,
    choice: null,
    standing: null,
    ...parts,
  };
}

/** A look at a vote link's page; links 1 (ship) and 2 (skip) are of tool 1, and so on. */
export function look(seconds: number, n: number, parts: Partial<StoredHit> = {}): StoredHit {
  return hit(seconds, { kind: 'vote', link_n: n, ...voteOf(n), ...parts });
}

export function press(seconds: number, n: number, parts: Partial<StoredHit> = {}): StoredHit {
  const cast = { method: 'POST', standing: 'confirmed', headers: FORM } as const;
  return look(seconds, n, { ...cast, ...parts });
}

export function scriptCast(seconds: number, n: number, parts: Partial<StoredHit> = {}): StoredHit {
  const cast = { method: 'POST', standing: 'provisional', headers: SCRIPT } as const;
  return look(seconds, n, { ...cast, ...parts });
}

export function open(seconds: number, user_agent: string | null): StoredHit {
  return hit(seconds, { kind: 'open', link_n: null, user_agent, headers: {} });
}

function voteOf(n: number): Pick<StoredHit, 'tool_id' | 'choice'> {
  return { tool_id: `tool ${Math.ceil(n / 2)}`, choice: n % 2 ? 'ship' : 'skip' };
}
