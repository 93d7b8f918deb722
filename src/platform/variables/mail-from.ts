import { isReservedDomain } from '../network/reserved-domains';
import { toAsciiSender } from '../text/ascii';
import { type Reader, requireThat } from './variable-fault';

/** `Name <address>` or an address, as Resend accepts it. */
export const readMailFrom: Reader<string> = (text, { isProduction, isLive }) => {
  const sender = toAsciiSender(text);
  requireThat(
    sender !== null,
    'must be an address, alone or as in Verdicts <issues@verdicts.example.com>',
  );
  const isReserved = isReservedDomain(domainOf(sender));
  if (isProduction && isLive)
    requireThat(!isReserved, 'must be at your own domain, not a reserved one');
  return sender;
};

export function domainOf(sender: string): string {
  return sender
    .slice(sender.lastIndexOf('@') + 1)
    .replace(/>$/, '')
    .toLowerCase();
}
