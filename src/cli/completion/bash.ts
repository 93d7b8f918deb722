import type { Candidate, Place } from './places';

/** A function that finds the command among the words typed so far, then offers what may follow it. */
export function writeBash(places: Place[]): string {
  const paths = places.filter(({ path }) => path !== '').map(({ path }) => `"${path}"`);
  return `# Completes \`verdicts\`. To load it: source <(verdicts completion bash)
_verdicts() {
  local current="\${COMP_WORDS[COMP_CWORD]}" at="" next word commands="" options=""
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    next="\${at:+$at }$word"
    case "$next" in
      ${paths.join(' | ')}) at="$next" ;;
    esac
  done
  case "$at" in
${places.map(writeCase).join('\n')}
  esac
  [[ "$current" == -* ]] && commands="$options"
  mapfile -t COMPREPLY < <(compgen -W "$commands" -- "$current")
}
complete -o default -F _verdicts verdicts
`;
}

function writeCase({ path, words, options }: Place): string {
  return `    "${path}") commands="${join(words)}" options="${join(options)}" ;;`;
}

function join(candidates: Candidate[]): string {
  return candidates.map(({ word }) => word).join(' ');
}
