import { isPlaceholder } from '../guessable';
import { isLoopback } from '../network/trustworthy-origin';
import { readSecret } from '../svix';
import { toAsciiUrl } from '../text/ascii';
import { trimEnd } from '../text/trim-end';
import { type Reader, requireThat } from './variable-fault';

const NOT_AN_EXAMPLE = 'must be your own, not the example';

export const readResendApiKey: Reader<string> = (text) => {
  const [, key] = /^re_([\x21-\x7e]{1,200})$/.exec(text) ?? [];
  requireThat(key !== undefined, 'must be a key that starts with re_');
  requireThat(!isPlaceholder(key), NOT_AN_EXAMPLE);
  requireThat(key.length >= 8, 'must be a complete key: this one is too short');
  return text;
};

export const readResendWebhookSecret: Reader<string> = (text) => {
  requireThat(/^whsec_\S{1,200}$/.test(text), 'must be a secret that starts with whsec_');
  requireThat(!isPlaceholder(text.slice('whsec_'.length)), NOT_AN_EXAMPLE);
  requireThat(
    readSecret(text) !== null,
    'must be a complete secret from Resend: whsec_ and base64',
  );
  return text;
};

/** Without a trailing slash. Mail and the key go there, so live ones need https. */
export const readResendBaseUrl: Reader<string> = (text, { isProduction, isLive }) => {
  const isWeb = /^https?:\/\/[^/\\\s]/i.test(text) && URL.canParse(text);
  requireThat(isWeb, 'must be a URL such as https://api.resend.com');
  const url = new URL(toAsciiUrl(text));
  const isPlain = url.username + url.password === '' && !/[?#]/.test(text);
  requireThat(isPlain, 'must not contain a user name, a password, ? or #');
  const mayBeOpen = !isLive || (!isProduction && isLoopback(url.href));
  requireThat(
    url.protocol === 'https:' || mayBeOpen,
    'must start with https:// while mail is live',
  );
  return trimEnd(url.href, '/');
};
