export const SLUG = /^[a-z0-9-]{1,200}$/;

/** An issue's number in a path or query. */
export function readPathNumber(text: string | undefined): number | undefined {
  return text && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;
}
