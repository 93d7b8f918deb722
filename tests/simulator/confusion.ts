import type { Played } from './play';

/** What became of the casts of one kind of people or machines. */
export interface Line {
  who: string;
  casts: number;
  held: number;
  /** On how many tools people voted, and how many of these votes do not count in the end. */
  votes: number;
  lost: number;
}

/** How many casts of each there were, how many of them are held, and whose votes are lost. */
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

/** The lines as a Markdown table. */
export function toTable(lines: Line[]): string {
  const rows = lines.map((line) => {
    const { who, casts, held } = line;
    return `| ${who} | ${casts} | ${held} | ${casts - held} | ${percent(held, casts)} |`;
  });
  return ['| who | casts | held | not held | share held |', '|---|--:|--:|--:|--:|', ...rows].join(
    '\n',
  );
}

/** The same of people, with the votes that were lost on them. */
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

/** What the report says of opens, beside the truth. */
export function openLine({ opens: { truth, report }, unseen }: Played): string {
  const { person, unsure, machine } = report;
  const off = ((100 * (person - truth)) / truth).toFixed(1);
  return `Opens: ${person} by people in the report, ${truth} in truth (${off}% off); ${unsure} unsure, ${machine} by machines. ${unseen} more people opened behind Apple’s prefetch, where nobody can see it.`;
}
