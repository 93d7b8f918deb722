import { describe, expect, it } from 'vitest';
import { sentVersusNow } from '../../src/site/public/history-list';
import type { ToolInIssue } from '../../src/statistics/tool-history';

const figure = (percent: number | null) => ({
  ship: percent ?? 0,
  skip: 100 - (percent ?? 0),
  percent,
});
const stood = (sent: number | null, closed: number | null): ToolInIssue => ({
  issue: 1,
  send_at: new Date('2026-11-24T09:00:00Z'),
  sent: figure(sent),
  result:
    closed === null ? null : { tool_id: 'a', community: figure(closed), too_close: false, held: 0 },
});

describe('a tool’s earlier figure', () => {
  it('is what the last issue with one printed, 0% included', () => {
    const history = [stood(null, null), stood(0, 58), stood(30, 40)];
    expect(sentVersusNow(history, figure(64))).toBe('0% when we sent it, 64% today');
  });

  it('is what its vote closed with if no issue had one to print', () => {
    expect(sentVersusNow([stood(null, 0)], figure(64))).toBe('0% when voting closed, 64% today');
  });

  it('is not shown next to today’s if either is below the floor', () => {
    expect(sentVersusNow([stood(null, null)], figure(64))).toBeNull();
    expect(sentVersusNow([stood(58, 58)], figure(null))).toBeNull();
  });
});
