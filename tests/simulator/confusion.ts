import type { Played } from './play';

/** The casts of one kind of people or machines. */
export interface Line {
  who: string;
  casts: number;
  held: number;
  /** Tools that people voted on, and how many of these votes don't count in the end. */
  votes: number;
  lost: number;
}

/** Casts, held casts and lost votes of each kind. */
export function countHeld({ casts, meant }: Played, by: 'person' | 'machine'): Line[] {
  const own = casts.filter((cast) => cast.by === by);
  const patterns = [...new Set(own.map(({ pattern }) => pattern))].sort();
  return patterns.map((who) => {
    const cast = own.filter(({ pattern }) => pattern === who);
    const voted = meant.filter(({ pattern }) => pattern === who);
    const held = cast.filter((each) => each.held).length;
    const lost = voted.filter((each) => each.isLost).length;
    return { who, casts: cast.length, held, votes: voted.length, lost };
  });
}

export function total(who: string, lines: Line[]): Line {
  const sum = (key: 'casts' | 'held' | 'votes' | 'lost') =>
    lines.reduce((all, line) => all + line[key], 0);
  return { who, casts: sum('casts'), held: sum('held'), votes: sum('votes'), lost: sum('lost') };
}

export function heldShare({ casts, held }: Line): number {
  return held / casts;
}

/** As a Markdown table. */
export function toTable(lines: Line[]): string {
  const rows = lines.map((line) => {
    const { who, casts, held } = line;
    return `| ${who} | ${casts} | ${held} | ${casts - held} | ${percent(held, casts)} |`;
  });
  return ['| who | casts | held | not held | share held |', '|---|--:|--:|--:|--:|', ...rows].join(
    '\n',
  );
}

/** For people, with their lost votes. */
export function toPeopleTable(lines: Line[]): string {
  const rows = lines.map(
    ({ who, casts, held, votes, lost }) =>
      `| ${who} | ${casts} | ${held} | ${percent(held, casts)} | ${votes} | ${lost} |`,
  );
  return [
    '| who | casts | held | share held | votes | lost |',
    '|---|--:|--:|--:|--:|--:|',
    ...rows,
  ].join('\n');
}

function percent(part: number, of: number): string {
  return `${((100 * part) / of).toFixed(1)}%`;
}

/** The report's opens, next to the truth. */
export function openLine({ opens: { truth, report }, unseen }: Played): string {
  const { person, unsure, machine } = report;
  const off = ((100 * (person - truth)) / truth).toFixed(1);
  return `Opens: ${person} by people in the report, ${truth} in fact (${off}% off); ${unsure} unsure, ${machine} by machines. ${unseen} more people opened behind Apple’s prefetch, where nobody can see it.`;
}
