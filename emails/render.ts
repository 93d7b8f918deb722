import { render } from '@react-email/components';
import { createElement } from 'react';
import { Letter } from './letter';
import { letterText } from './letter-text';
import type { LetterProps, WeeklyIssueProps } from './props';
import { WeeklyIssue } from './weekly-issue';
import { weeklyIssueText } from './weekly-issue-text';

/**
 * Both parts of an issue's mail. URLs come out as they went in, apart from HTML's escapes;
 * `pixelSlot` comes out verbatim, once, as the last thing in the body.
 * Throws where HTML would escape the slot.
 */
export async function renderWeeklyIssue(
  props: WeeklyIssueProps,
): Promise<{ html: string; text: string }> {
  refuseMarkup(props.pixelSlot);
  return {
    html: await render(createElement(WeeklyIssue, props)),
    text: weeklyIssueText(props),
  };
}

/** Both parts of a mail to one person. */
export async function renderLetter(props: LetterProps): Promise<{ html: string; text: string }> {
  return { html: await render(createElement(Letter, props)), text: letterText(props) };
}

/** The slot is replaced by an image later: escaped, it would never be found again. */
function refuseMarkup(slot: string | null): void {
  if (slot !== null && /[&<>"']/.test(slot)) {
    throw new Error('The slot of the pixel must be plain text without &, <, >, " or \'.');
  }
}
