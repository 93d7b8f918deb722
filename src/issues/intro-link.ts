import { nameCharacter } from '../platform/text/clean-text';

const MAX_CHARACTERS = 2_000;

export function isLinkTaken(url: string): boolean {
  const protocol = URL.canParse(url) ? new URL(url).protocol : '';
  return url.length <= MAX_CHARACTERS && (protocol === 'https:' || protocol === 'mailto:');
}

/** Why an editor should check a link, the second half of a sentence; null if nothing is odd. */
export function findLinkFault(url: string): string | null {
  const control = /\p{Cc}/u.exec(url)?.[0];
  if (control !== undefined)
    return `which has the control character ${nameCharacter(control)} in it`;
  if (!isLinkTaken(url)) return 'which is neither https nor mailto';
  const { href, username, password, protocol, pathname } = new URL(url);
  if (username + password !== '') return 'which has a user name or password in it';
  if (protocol === 'mailto:' && pathname === '') return 'which names no address';
  return href.length > MAX_CHARACTERS ? 'which is over 2,000 characters long' : null;
}
