import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { attacks } from './attacks';

const OPEN_TIMEOUT_MS = 1_000;
/** It reconnects between one and two of these after a close. */
const AGAIN_MS = 500;

const { name, port } = JSON.parse(process.argv[2]!) as { name: string; port: number };
const { connections, addresses, act } = attacks.find((attack) => attack.name === name)!;

/** Every address of 127.0.0.0/8 is this machine's. */
function addressOf(nth: number): string {
  const n = nth % addresses;
  return `127.7.${Math.floor(n / 250)}.${(n % 250) + 1}`;
}

async function keepOpen(nth: number): Promise<never> {
  await sleep(Math.random() * OPEN_TIMEOUT_MS);
  for (;;) {
    const socket = connect({ host: '127.0.0.1', port, localAddress: addressOf(nth) });
    socket.on('error', () => {}).once('connect', () => act(socket));
    await new Promise((resolve) => socket.once('close', resolve));
    await sleep(AGAIN_MS * (1 + Math.random()));
  }
}

for (let nth = 0; nth < connections; nth += 1) void keepOpen(nth);
await sleep(OPEN_TIMEOUT_MS);
// The process that started this one ends it.
process.stdout.write('under way');
