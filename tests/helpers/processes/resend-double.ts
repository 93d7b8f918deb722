import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { atEnd } from '../at-end';

/** By path: an answer, a refusal by name and status, or a reset. */
export type Answers = Record<string, object | 'reset'>;

export const refusal = (statusCode: number, name: string) => ({ statusCode, name, message: 'No.' });

/** Describes an account as Resend's API does; `skewMs` moves its clock. */
export async function startResendDouble(answers: Answers) {
  const asked: string[] = [];
  const double = { answers, skewMs: 0, asked };
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url!, 'http://double');
    asked.push(request.headers.authorization ?? 'nobody');
    const answer = double.answers[pathname] ?? refusal(404, 'not_found');
    if (answer === 'reset') return response.destroy();
    response.setHeader('date', new Date(Date.now() + double.skewMs).toUTCString());
    response.setHeader('content-type', 'application/json');
    response.statusCode = 'statusCode' in answer ? (answer.statusCode as number) : 200;
    response.end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  atEnd(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return Object.assign(double, { baseUrl });
}
