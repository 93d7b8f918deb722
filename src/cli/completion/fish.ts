import type { Place } from './places';

/** A line for each word and the command that it may follow. */
export function writeFish(places: Place[]): string {
  const paths = places.filter(({ path }) => path !== '').map(({ path }) => quote(path));
  return `# Completes \`verdicts\`. To load it: verdicts completion fish | source
function __verdicts_at
    set -l at ""
    for word in (commandline -opc)[2..-1]
        set -l next (string trim -- "$at $word")
        contains -- "$next" ${paths.join(' ')}; and set at "$next"
    end
    test "$at" = "$argv[1]"
end
${places.flatMap(writeLines).join('\n')}
`;
}

function writeLines({ path, words, options }: Place): string[] {
  const here = `complete -c verdicts -n ${quote(`__verdicts_at ${quote(path)}`)}`;
  return [
    ...words.map(({ word, says }) => `${here} -f -a ${word}${describe(says)}`),
    ...options.map(({ word, says }) => `${here} -l ${word.slice(2)}${describe(says)}`),
  ];
}

function describe(says: string): string {
  return says ? ` -d ${quote(says)}` : '';
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
