const MAX_CHARACTERS = 60;

/** "Cursor v0.50 – Background Agent" is "Cursor v0.50" in a sentence; long names are cut. */
export function shortenName(name: string, max = MAX_CHARACTERS): string {
  const line = toLine(name);
  return cut(line.split(/(?:\s[–—|-]|:)\s/u, 1)[0]!.trim() || line, max);
}

/** Whole names if the short ones could not be told apart. */
export function shortenNames(names: [string, string], max = MAX_CHARACTERS): [string, string] {
  const short = names.map((name) => shortenName(name, max)) as [string, string];
  if (short[0] !== short[1]) return short;
  return names.map((name) => cut(toLine(name), max)) as [string, string];
}

function toLine(name: string): string {
  return name
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .replace(/\p{Bidi_Control}/gu, '')
    .toWellFormed()
    .trim();
}

function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  const kept = text.slice(0, max - 1).replace(/[\uD800-\uDBFF]$/, '');
  return `${kept.trimEnd()}…`;
}
