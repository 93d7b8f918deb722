import { measureLimited } from './delivery/limited';
import { measureMillion } from './delivery/million';
import { measureStatements } from './delivery/statements';
import { measureThroughput } from './delivery/throughput';
import type { Figure } from './figure';
import * as taking from './taking';

export const method =
  'The bundled service as a process of its own, the embedded PostgreSQL and the Resend emulator ' +
  'on the same cores; the sample pages’ first issue, rendered before, so that no sender loads React. ' +
  'End to end: from the message that the issue has work until it is sent, clock time. Limit: 300 calls ' +
  'against fixed windows of one second. Memory: the highest VmRSS seen, five times a second. Freezing: ' +
  'the whole plan in its one transaction, while sign-ups and events write. Taking: ' +
  taking.method;

export async function run(): Promise<Figure[]> {
  return [
    ...(await measureStatements()),
    ...(await measureThroughput()),
    ...(await measureLimited()),
    ...(await measureMillion()),
    ...(await taking.run()),
  ];
}
