import type { Settings } from './settings/settings';

/**
 * The value of Gmail's `Feedback-ID` header, `a:b:c:SenderId` (support.google.com/mail/answer/6254652):
 * complaints are counted by each of the four, so none is one reader's alone and none is said twice.
 * Undefined where no sender's id is set.
 */
export function feedbackId(
  { 'feedback-id': senderId }: Pick<Settings, 'feedback-id'>,
  { campaign, kind }: { campaign: string; kind: string },
): string | undefined {
  return senderId === '' ? undefined : `${campaign}:${kind}:newsletter:${senderId}`;
}
