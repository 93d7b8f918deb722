import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { projectFolder } from '../node/folders';

export interface Verdict {
  tool: string;
  seat: 'builder' | 'skeptic' | 'futurist' | 'guest';
  verdict: 'ship' | 'skip';
}

const SEATS = ['builder', 'skeptic', 'futurist', 'guest'] as const;

/** Seats that say skip, by sample and tool. */
const DISSENT: Record<string, Record<string, string>> = {
  '01-cursor-vs-zed.txt': { cursor: 'S' },
  '02-claude-code-vs-codex-cli.txt': { 'claude-code': 'G', 'codex-cli': 'S' },
  '05-lex-vs-sudowrite.txt': { lex: 'B' },
  '10-flow-vs-vibes.txt': { flow: 'S' },
  '11-hex-vs-julius.txt': { julius: 'BF' },
};

export function samplesFolder(): string {
  return join(projectFolder(), 'src', 'demo', 'samples');
}

/** With the verdicts that the pages don't print. */
export async function listSamples(): Promise<{ path: string; verdicts: Verdict[] }[]> {
  const files = (await readdir(samplesFolder())).filter((file) => file.endsWith('.txt')).sort();
  return files.map((file) => ({
    path: join(samplesFolder(), file),
    verdicts: Object.entries(DISSENT[file] ?? {}).flatMap(([tool, skips]) =>
      SEATS.map((seat) => ({
        tool,
        seat,
        verdict: skips.includes(seat[0]!.toUpperCase()) ? ('skip' as const) : ('ship' as const),
      })),
    ),
  }));
}
