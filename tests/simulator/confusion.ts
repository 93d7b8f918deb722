import type { Played } from './play';

export interface Line {
  who: string;
  casts: number;
  held: number;
}

/** How many casts of each there were, and how many of them are held. */
export function countHeld(played: Played, by: 'person' | 'machine'): Line[] {
  const byPattern = Map.groupBy(
    played.casts.filter((cast) => cast.by === by),
    (cast) => cast.pattern,
  );
  return [...byPattern]
    .map(([who, casts]) => ({
      who,
      casts: casts.length,
      held: casts.filter((it) => it.held).length,
    }))
    .toSorted((a, b) => (a.who < b.who ? -1 : 1));
}

export function total(who: string, lines: Line[]): Line {
  const sum = (key: 'casts' | 'held') => lines.reduce((all, line) => all + line[key], 0);
  return { who, casts: sum('casts'), held: sum('held') };
}

export function heldShare({ casts, held }: Line): number {
  return held / casts;
}

/** The lines as a Markdown table. */
export function toTable(lines: Line[]): string {
  const rows = lines.map((line) => {
    const { who, casts, held } = line;
    return `| ${who} | ${casts} | ${held} | ${casts - held} | ${(100 * heldShare(line)).toFixed(1)} % |`;
  });
  return ['| who | casts | held | not held | share held |', '|---|--:|--:|--:|--:|', ...rows].join(
    '\n',
  );
}

/** What the report says of opens, beside the truth. */
export function openLine({ opens: { truth, report }, unseen }: Played): string {
  const { person, unsure, machine } = report;
  const off = ((100 * (person - truth)) / truth).toFixed(1);
  return `Opens: ${person} by people in the report, ${truth} in truth (${off} % off); ${unsure} unsure, ${machine} by machines. ${unseen} more people opened behind Apple’s prefetch, where nobody can see it.`;
}
