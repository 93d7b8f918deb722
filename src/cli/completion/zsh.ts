import type { Candidate, Place } from './places';

/** Like bash, with a description next to each word. */
export function writeZsh(places: Place[]): string {
  const paths = places.filter(({ path }) => path !== '').map(({ path }) => `'${path}'`);
  return `#compdef verdicts
# Completes \`verdicts\`. To load it: source <(verdicts completion zsh)
_verdicts() {
  local at="" next word
  local -a commands options
  for word in "\${(@)words[2,CURRENT-1]}"; do
    next="\${at:+$at }$word"
    case "$next" in
      (${paths.join('|')}) at="$next" ;;
    esac
  done
  case "$at" in
${places.map(writeCase).join('\n')}
  esac
  if [[ "\${words[CURRENT]}" == -* ]]; then
    _describe option options
  elif (( \${#commands} )); then
    _describe command commands
  else
    _files
  fi
}
compdef _verdicts verdicts
`;
}

function writeCase({ path, words, options }: Place): string {
  return `    ('${path}') commands=(${list(words)}) options=(${list(options)}) ;;`;
}

function list(candidates: Candidate[]): string {
  return candidates.map(({ word, says }) => quote(says ? `${word}:${says}` : word)).join(' ');
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
