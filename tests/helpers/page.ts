/** Changes to the usual page; `quotes` are whole lines, with their marks. */
export interface PageParts {
  title?: string;
  first?: Partial<SideParts>;
  second?: Partial<SideParts>;
  quotes?: string[];
  end?: string[];
}

export interface SideParts {
  category: string;
  name: string;
  tagline: string;
  panel: string;
  community: string;
  price: string;
  description: string;
}

const lantern: SideParts = {
  category: 'Writing Tools',
  name: 'Lantern',
  tagline: 'Drafts the dull letters first',
  panel: '75%',
  community: '—',
  price: 'Free',
  description: 'Lantern writes first drafts of letters nobody looks forward to writing.',
};
const ferry: SideParts = {
  category: 'Writing Tools',
  name: 'Ferry 2',
  tagline: 'Carries notes from one app to the next',
  panel: '50%',
  community: '64%',
  price: 'Paid',
  description: 'Ferry 2 moves notes between apps and keeps their dates and links.',
};
const question =
  'Which one should you ship with? Here is the side-by-side panel verdict, pricing read, ' +
  'reviewer split, and community vote comparison.';
const usualEnd = [
  'Weekly AI Tool Verdicts',
  'Get the next comparison in your inbox',
  'New AI tools ship daily. We compare them before you waste an afternoon.',
];

/** Lines 1 to 35 of a page that keeps every rule, unless the parts say otherwise. */
export function pageLines(parts: PageParts = {}): string[] {
  const first = { ...lantern, ...parts.first };
  const second = { ...ferry, ...parts.second };
  return [
    'AI tool comparison',
    parts.title ?? `${first.name} vs ${second.name}`,
    question,
    ...sideLines(first),
    ...sideLines(second),
    'Reviewer scorecard',
    ...(parts.quotes ?? usualQuotes()),
    ...(parts.end ?? usualEnd),
  ];
}

export function pageText(parts: PageParts = {}): string {
  return `${pageLines(parts).join('\n')}\n`;
}

export function pageBytes(parts: PageParts = {}): Uint8Array {
  return new TextEncoder().encode(pageText(parts));
}

/** Eight lines, with the text in `texts`, if any, at a quote's place from 0. */
export function usualQuotes(texts: Record<number, string> = {}): string[] {
  return Array.from(
    { length: 8 },
    (_, at) => `“${texts[at] ?? `Quote ${at + 1} speaks plainly.`}”`,
  );
}

function sideLines(side: SideParts): string[] {
  const { category, name, tagline, panel, community, price, description } = side;
  return [
    ...[category, name, tagline],
    ...[panel, 'Panel ship', community, 'Community', price, 'Entry'],
    description,
  ];
}
