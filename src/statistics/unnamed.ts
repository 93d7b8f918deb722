const NOBODY_AT_THE_DESK = new Set(['reader', 'resend']);

/** Rows as their reader may see them: of who did it, only whether it was the reader, Resend or staff. */
export function withoutNames<T extends { actor: string | null }>(rows: T[]): T[] {
  return rows.map((row) => ({ ...row, actor: row.actor && withoutName(row.actor) }));
}

export function withoutName(actor: string): string {
  return NOBODY_AT_THE_DESK.has(actor) ? actor : 'staff';
}
