const WIDTH = 72;

/**
 * A paragraph in lines of at most 72 characters, broken at white space only, so that a longer word
 * keeps its line. An address in it is set apart from what follows: "https://example.com ."
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
  return setAddressesApart(paragraph).split(/\s+/).filter(Boolean);
}

function setAddressesApart(text: string): string {
  return text.replace(/(https?:\/\/\S*?)([.,;:!?)\]}>'"’”»…*]+)(?=\s|$)/g, '$1 $2');
}

function length(text: string): number {
  return [...text].length;
}
