/** The version from which each engine sends Sec-Fetch headers to secure pages (MDN's tables). */
const ENGINES: { name: string; needs?: RegExp; version: RegExp; since: number }[] = [
  { name: 'ios', needs: /iPhone|iPad|iPod/, version: / OS (\d+)[_ ](\d+)/, since: 16.4 },
  { name: 'chromium', version: /\bChrome\/(\d+)\.(\d+)/, since: 76 },
  { name: 'firefox', version: /\bFirefox\/(\d+)\.(\d+)/, since: 90 },
  { name: 'safari', needs: / Safari\//, version: /\bVersion\/(\d+)\.(\d+)/, since: 16.4 },
];

export interface Browser {
  engine: string;
  version: number;
  /** Whether it sends Sec-Fetch headers. */
  isModern: boolean;
}

/** Undefined unless the user agent names a browser that we know. */
export function readBrowser(userAgent: string | null): Browser | undefined {
  const agent = userAgent ?? '';
  for (const { name, needs, version, since } of ENGINES) {
    const found = version.exec(agent);
    if (!found || needs?.test(agent) === false) continue;
    const number = Number(`${found[1]}.${found[2]}`);
    return { engine: name, version: number, isModern: number >= since };
  }
  return undefined;
}

/** How mail programs and browsers name themselves; others are neither, or hide it. */
export function looksLikeReader(userAgent: string | null): boolean {
  const agent = userAgent ?? '';
  const opened = /^Mozilla\/\d\.\d \(./.exec(agent);
  const closed = opened ? agent.indexOf(')', opened[0].length) : -1;
  if (closed > 0 && /AppleWebKit|Gecko|Trident|MSIE/.test(agent.slice(closed))) return true;
  return /\b(?:Outlook|Thunderbird|Microsoft Office)\b/.test(agent);
}

/** Undefined without client hints. */
export function readHintedChromium(headers: Record<string, string>): number | undefined {
  const found = /"Chromium";v="(\d+)/.exec(headers['sec-ch-ua'] ?? '');
  return found ? Number(found[1]) : undefined;
}
