import { isIPv4, isIPv6 } from 'node:net';

const MAX_CHARACTERS = 80;
const WITH_PORT = /^(?:\[([^\]]*)\]|([\d.]+))(?::\d{1,5})?$/;

/** Canonical: dotted IPv4, even if mapped into IPv6, or eight groups. No port, brackets or zone. */
export function readIpAddress(text: string): string | null {
  if (text.length > MAX_CHARACTERS) return null;
  if (isIPv4(text)) return text;
  const parts = WITH_PORT.exec(text.trim());
  const address = (parts?.[1] ?? parts?.[2] ?? text.trim()).replace(/%[\w.-]*$/, '');
  if (isIPv4(address)) return address;
  if (!isIPv6(address)) return null;
  const groups = expand(address);
  const isMapped = groups.slice(0, 6).join(':') === '0:0:0:0:0:ffff';
  return isMapped ? toV4(groups.slice(6)) : groups.join(':');
}

function expand(address: string): string[] {
  const [head, tail] = withoutDots(address.toLowerCase()).split('::') as [string, string?];
  const before = head ? head.split(':') : [];
  const after = tail ? tail.split(':') : [];
  const missing = Math.max(0, 8 - before.length - after.length);
  const groups = [...before, ...Array<string>(missing).fill('0'), ...after];
  return groups.map((group) => group.replace(/^0+(?=.)/, ''));
}

function withoutDots(address: string): string {
  if (!address.includes('.')) return address;
  const from = address.lastIndexOf(':') + 1;
  const [a, b, c, d] = address.slice(from).split('.').map(Number) as [
    number,
    number,
    number,
    number,
  ];
  return `${address.slice(0, from)}${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
}

function toV4(groups: string[]): string {
  const numbers = groups.map((group) => Number.parseInt(group, 16));
  return numbers.flatMap((number) => [number >> 8, number & 255]).join('.');
}
