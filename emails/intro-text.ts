import type { IntroBlock, Run } from './props';
import { fill } from './text-lines';

/** Links are numbered through, with their addresses below each block. */
export function introText(blocks: IntroBlock[]): string {
  const hrefs: string[] = [];
  return blocks.map((block) => withAddresses(block, hrefs)).join('\n\n');
}

function withAddresses(block: IntroBlock, hrefs: string[]): string {
  const known = hrefs.length;
  const text = blockText(block, hrefs);
  const addresses = hrefs.slice(known).map((href, at) => `[${known + at + 1}] ${href}`);
  return [text, ...(addresses.length > 0 ? ['', ...addresses] : [])].join('\n');
}

function blockText(block: IntroBlock, hrefs: string[]): string {
  if (block.kind !== 'list') return fill(runsText(block.runs, hrefs));
  return block.items
    .map((item, at) => `${bullet(block.ordered, at)} ${fill(runsText(item, hrefs), '   ')}`)
    .join('\n');
}

function bullet(ordered: boolean, at: number): string {
  return ordered ? `${at + 1}.` : ' -';
}

function runsText(runs: Run[], hrefs: string[]): string {
  return runs.map((run) => runText(run, hrefs)).join('');
}

function runText({ text, href }: Run, hrefs: string[]): string {
  if (href === undefined) return text;
  hrefs.push(href);
  return `${text} [${hrefs.length}]`;
}
