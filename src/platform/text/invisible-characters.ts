const INVISIBLE = /(?!\p{Bidi_Control})\p{Default_Ignorable_Code_Point}/u;

/** Zero-width spaces, soft hyphens, byte-order marks and the like, unless a script needs them. */
export function stripInvisible(text: string): string {
  if (!INVISIBLE.test(text)) return text;
  const characters = [...text];
  const kept: string[] = [];
  for (const [at, character] of characters.entries()) {
    const next = characters[at + 1] ?? '';
    if (!INVISIBLE.test(character) || isNeeded(character, kept.at(-1) ?? '', next))
      kept.push(character);
  }
  return kept.join('');
}

const LETTER = /\p{L}|\p{M}/u;
/** Scripts whose letters neither join nor change with an invisible sign. */
const PLAIN = /\p{Script=Latin}|\p{Script=Greek}|\p{Script=Cyrillic}/u;
const EAST_ASIAN = /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}/u;
const PICTURE = /\p{Extended_Pictographic}/u;
const ENDS_PICTURE = /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\ufe0f/u;
const VARIES = /\p{Emoji}|\p{S}|\p{L}|\p{M}/u;
const VARIATION = /\p{Variation_Selector}/u;
const TAG = /[\u{e0020}-\u{e007f}]/u;
const BLACK_FLAG = '\u{1f3f4}';
const MARK = /\p{M}/u;
const JAMO = /[\u1100-\u11ff]/;

function isNeeded(character: string, before: string, next: string): boolean {
  if (character === '\u200d')
    return isJoined(before) || (ENDS_PICTURE.test(before) && PICTURE.test(next));
  if (character === '\u200c') return isJoined(before) && isJoined(next);
  if (character === '\u034f') return isSeen(MARK, before) && isSeen(MARK, next);
  if (VARIATION.test(character)) return isVaried(before, next);
  if (TAG.test(character)) return before === BLACK_FLAG || TAG.test(before);
  return JAMO.test(character) && (isSeen(JAMO, before) || isSeen(JAMO, next));
}

function isSeen(kind: RegExp, character: string): boolean {
  return kind.test(character) && !INVISIBLE.test(character);
}

function isJoined(letter: string): boolean {
  return isSeen(LETTER, letter) && !PLAIN.test(letter) && !EAST_ASIAN.test(letter);
}

/** A digit varies only as a keycap: 1️⃣. */
function isVaried(before: string, next: string): boolean {
  if (/[\d#*]/.test(before)) return next === '\u20e3';
  return isSeen(VARIES, before) && !PLAIN.test(before);
}
