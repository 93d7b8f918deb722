import { measureLimited } from './delivery/limited';
import { measureMillion } from './delivery/million';
import { measureStatements } from './delivery/statements';
import { measureThroughput } from './delivery/throughput';
import type { Figure } from './figure';
import * as taking from './taking';

export const method =
  'The bundled service in its own process, the embedded PostgreSQL and the Resend emulator on the ' +
  'same cores. The sample pages’ first issue, already rendered, so that no sender loads React. ' +
  'End to end: clock time from the message that the issue has work until it is sent. Limit: 300 ' +
  'calls against fixed windows of one second. Memory: the highest VmRSS, sampled five times a ' +
  'second. Freezing: the whole plan in its one transaction, while sign-ups and events write. ' +
  'Taking: ' +
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
