import type { Deps } from '../../platform/deps';

export const UNSUBSCRIBE_PATH = 'unsubscribe';

/** Names the reader, for mails of no issue; can only stop mail, and never expires. */
export function unsubscribeUrlOf(
  { config, signer }: Pick<Deps, 'config' | 'signer'>,
  subscriberId: number,
): string {
  return `${config.publicUrl}/${UNSUBSCRIBE_PATH}/${signer.sign('l', subscriberId)}`;
}

/** RFC 8058: mail programs show a button, whose POST stops at once. */
export function unsubscribeHeaders(url: string): Record<string, string> {
  return {
    'List-Unsubscribe': `<${url}>`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  };
}
