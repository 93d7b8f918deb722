export const RIGHT_TO_LEFT =
  /(?=\p{L})(?:\p{Script=Hebrew}|\p{Script=Arabic}|\p{Script=Syriac}|\p{Script=Thaana}|\p{Script=Nko}|\p{Script=Adlam}|[\u0800-\u08ff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}])/u;

/** Keeps a right-to-left name from reordering the sentence around it (FSI, PDI). */
export function isolate(name: string): string {
  return RIGHT_TO_LEFT.test(name) ? `\u2068${name}\u2069` : name;
}
