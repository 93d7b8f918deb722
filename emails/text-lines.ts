const WIDTH = 72;

/**
 * At most 72 characters a line, broken only at white space. An address is set apart from what
 * follows: "https://example.com ."
 */
export function fill(paragraph: string, indent = ''): string {
  const lines: string[] = [];
  let line = '';
  for (const word of words(paragraph)) {
    if (line !== '' && length(`${indent}${line} ${word}`) > WIDTH) {
      lines.push(line);
      line = '';
    }
    line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].join(`\n${indent}`);
}

function words(paragraph: string): string[] {
  return paragraph.split(/\s+/).filter(Boolean).flatMap(setAddressApart);
}

const ADDED = new Set('.,;:!?)]}>\'"’”»…*');

/** Word by word and from its end, in linear time: one expression for both is quadratic. */
function setAddressApart(word: string): string[] {
  const scheme = /https?:\/\//.exec(word);
  if (!scheme) return [word];
  let end = word.length;
  while (end > scheme.index + scheme[0].length && ADDED.has(word[end - 1]!)) end--;
  return end === word.length ? [word] : [word.slice(0, end), word.slice(end)];
}

function length(text: string): number {
  return [...text].length;
}
