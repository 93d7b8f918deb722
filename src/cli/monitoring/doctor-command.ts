import type { Command } from 'commander';
import { migrations } from '../../../migrations';
import { type Examined, examine } from '../../doctor/examine';
import { isMigrated } from '../../platform/postgres/migrate';
import { type AnswerOptions, answer, type Terminal } from '../answer';
import type { Paint, Style } from '../style';

export function addDoctorCommand(program: Command, terminal: Terminal): void {
  program
    .command('doctor')
    .description(
      'check everything that can be checked before mail goes out; changes and sends nothing',
    )
    .option('--json', 'print one JSON document')
    .action((options: AnswerOptions) =>
      answer(terminal, options, async (deps) => {
        const asked = { isMigrated: () => isMigrated(deps.db, migrations) };
        const findings = await examine(deps, asked);
        const faults = count(findings, 'fault');
        const looks = count(findings, 'look');
        return {
          json: { mail: deps.config.mail, faults, looks, findings },
          words: (style) => inWords(findings, style),
          refused: faults > 0,
        };
      }),
    );
}

const LOOKS: Record<Examined['finding'], Parameters<Paint>[0]> = {
  ok: 'green',
  look: 'yellow',
  fault: 'red',
};

function inWords(findings: Examined[], { paint }: Style): string {
  const lines = findings.map(({ finding, check, place, says }) => {
    const where = finding === 'ok' ? '' : `  [${place}]`;
    return `${paint(LOOKS[finding], finding.padEnd(5))}  ${check}: ${says}${where}`;
  });
  const faults = count(findings, 'fault');
  const looks = count(findings, 'look');
  return [...lines, `Faults: ${faults}. To look at: ${looks}.`].join('\n');
}

function count(findings: Examined[], kind: Examined['finding']): number {
  return findings.filter(({ finding }) => finding === kind).length;
}
