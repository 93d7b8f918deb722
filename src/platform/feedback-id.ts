import type { Settings } from './settings/settings';

/**
 * Gmail's `Feedback-ID`, `a:b:c:SenderId` (support.google.com/mail/answer/6254652). Gmail counts
 * complaints by each part, so none may name a reader or repeat another.
 */
export function feedbackId(
  { 'feedback-id': senderId }: Pick<Settings, 'feedback-id'>,
  { campaign, kind }: { campaign: string; kind: string },
): string | undefined {
  return senderId === '' ? undefined : `${campaign}:${kind}:newsletter:${senderId}`;
}
