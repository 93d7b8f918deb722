/** What counts as one address: an IPv4 address, or the /64 of an IPv6 one, the least that anybody gets. */
export function groupOf(address: string): string {
  const v4 = /^(?:::ffff:)?(\d{1,3}(?:\.\d{1,3}){3})$/i.exec(address);
  if (v4) return v4[1]!;
  const [before, after = []] = address.split('::').map((part) => part.split(':').filter(Boolean));
  const missing = Math.max(0, 8 - before!.length - after.length);
  return [...before!, ...Array<string>(missing).fill('0'), ...after].slice(0, 4).join(':');
}
