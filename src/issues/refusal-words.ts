/** What a reader is told who asks for an issue that is not public. */
export const NO_PUBLIC_ISSUE = 'There’s no such issue, or it hasn’t gone out yet.';
