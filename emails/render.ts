import { render } from '@react-email/components';
import { createElement } from 'react';
import type { TransactionalMailProps, WeeklyIssueProps } from './props';
import { TransactionalMail } from './transactional-mail';
import { transactionalMailText } from './transactional-mail-text';
import { WeeklyIssue } from './weekly-issue';
import { weeklyIssueText } from './weekly-issue-text';

/**
 * URLs stay as they are, apart from HTML's escapes. `pixelSlot` comes out verbatim, once, as the
 * last thing in the body; `cardMark` verbatim too. Throws if HTML would escape one of them.
 */
export async function renderWeeklyIssue(
  props: WeeklyIssueProps,
): Promise<{ html: string; text: string }> {
  refuseMarkup(props.pixelSlot);
  refuseMarkup(props.cardMark);
  return {
    html: await render(createElement(WeeklyIssue, props)),
    text: weeklyIssueText(props),
  };
}

export async function renderTransactionalMail(
  props: TransactionalMailProps,
): Promise<{ html: string; text: string }> {
  return {
    html: await render(createElement(TransactionalMail, props)),
    text: transactionalMailText(props),
  };
}

/** Marks are searched for after rendering: escaped, they would never be found. */
function refuseMarkup(mark: string | null): void {
  if (mark !== null && /[&<>"']/.test(mark)) {
    throw new Error('A mark must be plain text without &, <, >, " or \'.');
  }
}
