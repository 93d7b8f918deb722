import { isTooWide, readNetwork } from '../network/networks';
import { demand, type Reader } from './variable-fault';

/** Comma-separated addresses and ranges; their X-Forwarded-For is believed. */
export const readTrustedProxies: Reader<string[]> = (text) => {
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
  const networks = parts.map(readNetwork);
  const isWide = networks.some((network) => network !== null && isTooWide(network));
  demand(!networks.includes(null), 'must be IP addresses or ranges, separated by commas');
  demand(
    !isWide,
    'must name your own proxies: a range this wide lets anybody pretend to be anybody',
  );
  return parts;
};
