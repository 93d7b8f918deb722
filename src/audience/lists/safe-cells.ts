/** What a spreadsheet reads as the beginning of a formula. */
const FORMULA = /^'*[=+\-@\t\r＝＋－＠]/;

/**
 * An apostrophe in front stops a formula. A cell that has one already gets another, so that
 * `exposeCell` gives back the very same cell.
 */
export function protectCell(cell: string): string {
  return FORMULA.test(cell) ? `'${cell}` : cell;
}

/** An apostrophe before anything else is the cell's own. */
export function exposeCell(cell: string): string {
  return cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell;
}
