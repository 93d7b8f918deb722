import type { Figure } from './figure';

interface Bench {
  method: string;
  run(): Promise<Figure[]>;
}

/** Loaded only when run, so that one bench's memory isn't in another's figures. */
const benches: Record<string, () => Promise<Bench>> = {
  importer: () => import('./importer'),
  'import-readers': () => import('./import-readers'),
  ranking: () => import('./ranking'),
  personalise: () => import('./personalise'),
  startup: () => import('./startup'),
  memory: () => import('./memory'),
  delivery: () => import('./delivery'),
  emulator: () => import('./emulator'),
  taking: () => import('./taking'),
  abuse: () => import('./abuse'),
};

const UNMET = 1;
const WRONG_USAGE = 2;

async function runAll(names: string[], isJson: boolean): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const name of names) {
    process.stderr.write(`${name} …\n`);
    const { method, run } = await benches[name]!();
    const measured = await run();
    figures.push(...measured);
    if (!isJson) process.stdout.write(`${toTable(measured)}\n  ${method}\n\n`);
  }
  if (isJson) process.stdout.write(`${JSON.stringify({ figures }, null, 2)}\n`);
  return figures;
}

function toTable(figures: Figure[]): string {
  const rows = [
    ['figure', 'value', 'unit', 'target', 'met'],
    ...figures.map(({ name, value, unit, target, met }) => [
      name,
      value.toLocaleString('en-GB'),
      unit,
      target.toLocaleString('en-GB'),
      met ? 'yes' : 'no',
    ]),
  ];
  const widths = rows[0]!.map((_, at) => Math.max(...rows.map((row) => row[at]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const args = process.argv.slice(2);
const asked = args.filter((arg) => arg !== '--json');
const foreign = asked.find((name) => !Object.hasOwn(benches, name));
if (foreign !== undefined) {
  const known = Object.keys(benches).join(', ');
  process.stderr.write(
    `There is no bench "${foreign}". The benches are ${known}; the only option is --json.\n`,
  );
  process.exitCode = WRONG_USAGE;
} else {
  const names = asked.length > 0 ? asked : Object.keys(benches);
  const figures = await runAll(names, args.includes('--json'));
  if (!figures.every((figure) => figure.met)) process.exitCode = UNMET;
}
