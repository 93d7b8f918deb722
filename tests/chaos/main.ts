import { Command, InvalidArgumentError } from 'commander';
import { type ChaosOptions, type ChaosReport, isProof } from './options';
import { runChaos } from './run';

const program = new Command('chaos')
  .description('send an issue while everything fails, then compare the database with the ledger')
  .option('--kills <n>', 'how often to kill a sender while it holds a batch', whole, 50)
  .option('--seed <n>', 'the seed of every random choice', whole, 7)
  .option('--readers <n>', 'how many readers get the issue', whole, 20_000)
  .option('--json', 'print one JSON document');
const { json, ...options } = program.parse().opts<ChaosOptions & { json?: boolean }>();

function whole(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 0 && number <= 1_000_000) return number;
  throw new InvalidArgumentError('a whole number from 0 to 1000000');
}

const report = await runChaos(options, (line) => process.stderr.write(`${line}\n`));
process.stdout.write(`${json ? JSON.stringify(report, null, 2) : inWords(report)}\n`);
process.exitCode = isProof(report, options) ? 0 : 1;

function inWords({ seed, kills, faults, audience, ledger, ...wrong }: ChaosReport): string {
  const list = (counts: object) =>
    Object.entries(counts)
      .map(([name, count]) => `  ${String(count).padStart(7)}  ${name}`)
      .join('\n');
  const { reasons, ...parts } = audience;
  return [
    `Seed ${seed}, ${kills} kills. Caused on purpose:`,
    list(faults),
    'Audience in the database:',
    list(parts),
    list(reasons),
    'Ledger of the Resend emulator:',
    list(ledger),
    'These must be 0:',
    list(wrong),
  ].join('\n');
}
