/** The page says these very words, and the consent log keeps them. */
export function newsletterWording(newsletter: string): string {
  return `Send me ${newsletter} once a week.`;
}

export const OPENS_WORDING =
  'You may count when I open an issue. A tiny picture in the mail tells you. I can take this back at any time, and then old mails tell you nothing either.';
