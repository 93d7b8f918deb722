/** What a spreadsheet takes for the beginning of a formula. */
const FORMULA = /^'*[=+\-@\t\r＝＋－＠]/;

/**
 * A cell that no spreadsheet runs: one that begins like a formula gets an apostrophe in front. One that
 * has apostrophes there already gets another, so that `exposeCell` gives back the very same cell.
 */
export function protectCell(cell: string): string {
  return FORMULA.test(cell) ? `'${cell}` : cell;
}

/** Takes the apostrophe of `protectCell` away; an apostrophe before anything else is the cell's own. */
export function exposeCell(cell: string): string {
  return cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell;
}
