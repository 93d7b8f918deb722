/** The answer to a reader who asks for an issue that isn’t public. */
export const NO_PUBLIC_ISSUE = 'There’s no such issue, or it hasn’t gone out yet.';
