/** A letter of a script that is written from right to left. */
export const RIGHT_TO_LEFT =
  /(?=\p{L})(?:\p{Script=Hebrew}|\p{Script=Arabic}|\p{Script=Syriac}|\p{Script=Thaana}|\p{Script=Nko}|\p{Script=Adlam}|[\u0800-\u08ff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}])/u;

/** A name within a sentence: one that is written from right to left turns nothing round it (FSI, PDI). */
export function isolate(name: string): string {
  return RIGHT_TO_LEFT.test(name) ? `\u2068${name}\u2069` : name;
}
