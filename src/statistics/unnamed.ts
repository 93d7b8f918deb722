const NOBODY_AT_THE_DESK = new Set(['reader', 'resend']);

/** Rows as their reader may see them: of who did it, only whether it was the reader, Resend or staff. */
export function withoutNames<T extends { actor: string | null }>(rows: T[]): T[] {
  return rows.map((row) => {
    const isStaff = row.actor !== null && !NOBODY_AT_THE_DESK.has(row.actor);
    return isStaff ? { ...row, actor: 'staff' } : row;
  });
}
