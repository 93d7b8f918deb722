import { trimEnd } from '../platform/text/trim-end';

const sentences = new Intl.Segmenter('en', { granularity: 'sentence' });

/** These end with a full stop but no sentence. `Intl.Segmenter` knows none of them. */
const ABBREVIATIONS = new Set(
  (
    'vs etc approx cf al ca viz resp incl excl misc est min max avg ver vers ext op ed eds trans ' +
    'mr mrs ms mx dr prof rev hon st jr sr gen gov sen rep inc ltd co corp llc bros dept univ ' +
    'no nos nr fig figs eq ch sec vol vols pp par art app ref refs tel ' +
    'jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thurs fri sat sun ph.d'
  ).split(' '),
);
const INITIALS = /^\p{L}(?:\.\p{L})*$/u;
const VERSION_OR_NUMBER = /^(?:v\d[\d.]*|\d{1,2})$/i;
const TERMINATOR = /[.!?…。！？؟।]/u;
const CLOSING = '"\'”’»)]} \u00a0';
const BEGINS_SMALL = /^\p{P}*\p{Ll}/u;

/** Up to `max`; not after “vs.”, “e.g.”, “U.S.”, “No.” or “v2.”. */
export function findSentenceEnds(text: string, max: number): number[] {
  const ends: number[] = [];
  for (const { segment, index } of sentences.segment(text)) {
    const next = index + segment.length;
    const end = index + segment.trimEnd().length;
    if (end > max) break;
    if (endsSentence(text.slice(0, end)) && !BEGINS_SMALL.test(text.slice(next, next + 20)))
      ends.push(end);
  }
  return ends;
}

function endsSentence(text: string): boolean {
  const stopped = trimEnd(text, CLOSING);
  const stop = stopped.at(-1) ?? '';
  if (stop !== '.') return TERMINATOR.test(stop);
  const word = stopped.slice(stopped.lastIndexOf(' ') + 1, -1).replace(/^\P{L}{1,3}(?=\p{L})/u, '');
  if (ABBREVIATIONS.has(word.toLowerCase()) || INITIALS.test(word)) return false;
  return !VERSION_OR_NUMBER.test(word);
}
