/** When the provider says, else at the next UTC day or month, as its quotas count. */
export function quotaRenewsAt(
  { name, renewsMs }: { name: string; renewsMs?: number },
  at: Date,
): Date {
  if (renewsMs !== undefined) return new Date(at.getTime() + renewsMs);
  const [year, month, day] = [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()];
  const next = /month/.test(name) ? Date.UTC(year, month + 1, 1) : Date.UTC(year, month, day + 1);
  return new Date(next);
}
