/** Each interface maps it once (HTTP status, exit code). */
export type RefusalKind = 'invalid' | 'missing' | 'conflict' | 'forbidden' | 'too-many' | 'unready';

/** `message` is a sentence for people; `detail` is for the log and never shown. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  constructor(
    readonly kind: RefusalKind,
    message: string,
    readonly detail?: Record<string, unknown>,
  ) {
    super(message);
  }
}
