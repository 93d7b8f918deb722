import { createApp } from '../../src/app';
import type { TestDeps } from './deps';
import { mailsTo, pathIn } from './mailbox';

export interface Visitor {
  /** Cloudflare's word for the visitor's address; the network is its /24. */
  from?: string;
  headers?: Record<string, string>;
  /** The puzzle's solution, if one is asked for. */
  altcha?: string;
}

/** Fills in the form; what follows the answer is begun, not done. */
export async function postSignUp(deps: TestDeps, email: string, visitor: Visitor = {}) {
  const { from = '203.0.113.7', headers = {}, altcha } = visitor;
  return createApp(deps).request('/signup', {
    method: 'POST',
    body: new URLSearchParams(altcha === undefined ? { email } : { email, altcha }),
    headers: { 'cf-connecting-ip': from, ...headers },
  });
}

/** Returns the confirm link's path from the newest mail. */
export async function signUp(deps: TestDeps, email: string, visitor: Visitor = {}) {
  const answer = await postSignUp(deps, email, visitor);
  await deps.settle();
  const [mail] = await mailsTo(deps, { address: email, kind: 'confirm' });
  const cookie = answer.headers.get('set-cookie')!.split(';')[0]!;
  return { path: pathIn(mail!, '/confirm/'), cookie };
}

export async function press(
  deps: TestDeps,
  path: string,
  fields: Record<string, string> | string[][] = {},
  headers: Record<string, string> = {},
): Promise<Response> {
  const body = new URLSearchParams(fields);
  const answer = await createApp(deps).request(path, { method: 'POST', body, headers });
  await deps.settle();
  return answer;
}

export function findReader({ db }: TestDeps, email: string) {
  return db.selectFrom('subscribers').selectAll().where('email', '=', email).executeTakeFirst();
}
