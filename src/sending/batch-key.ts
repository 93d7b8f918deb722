import type { Installation } from '../platform/installation';

/** The idempotency key of one composition; no two installations share one. */
export function batchKey(
  { id }: Pick<Installation, 'id'>,
  batch: { id: number; composition: number },
): string {
  return `${id}/${batch.id}/${batch.composition}`;
}
