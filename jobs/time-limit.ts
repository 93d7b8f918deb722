import { Refusal } from '../src/platform/refusal';

/** Throws a refusal when time is up. Nothing can stop the work itself, so it may still finish later. */
export async function withTimeLimit<T>(ms: number, work: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    const says = `It was still running after ${ms / 1000} seconds.`;
    timer = setTimeout(() => reject(new Refusal('unready', says)), ms);
  });
  try {
    return await Promise.race([work(), limit]);
  } finally {
    clearTimeout(timer);
  }
}
