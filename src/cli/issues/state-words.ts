import type { IssueState } from '../../issues/move';
import type { Paint, Style } from '../style';

const LOOKS: Partial<Record<IssueState, Parameters<Paint>[0]>> = {
  sent: 'green',
  sending: 'green',
  paused: 'yellow',
  cancelled: 'red',
};

/** An issue's state in its colour. */
export function paintState(state: IssueState, { paint }: Style, width = 0): string {
  const look = LOOKS[state];
  const text = state.padEnd(width);
  return look ? paint(look, text) : text;
}
