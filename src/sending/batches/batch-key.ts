import type { Installation } from '../../platform/installation';

/** The idempotency key of one composition; no two installations share one. */
export function batchKey(
  { id }: Pick<Installation, 'id'>,
  batch: { id: number; composition: number },
): string {
  return `${id}/${batch.id}/${batch.composition}`;
}

/** For people, who look the batch up at Resend by it. */
export function withKey<T extends { id: number; composition: number }>(
  { installation }: { installation: Installation },
  batch: T,
): T & { key: string } {
  return { ...batch, key: batchKey(installation, batch) };
}
