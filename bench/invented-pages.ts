const TEXT = (
  'a tool that reads what it is given and answers in plain words has to be right more often than ' +
  'quick, since whoever asks it will act on what it says before anybody looks a second time; so ' +
  'we gave it a week of ordinary work, wrote down where it helped and where it stood in the way, ' +
  'and asked four people with different worries whether they would keep it on Monday'
).split(' ');
const ADJECTIVES = (
  'Amber Brisk Calm Dusty Early Fair Gentle Humble Idle Jolly Keen Lucid Mellow Nimble Olive ' +
  'Patient Quiet Rustic Steady Tidy'
).split(' ');
const NOUNS = (
  'Anchor Beacon Compass Drawer Easel Ferry Gable Harbour Inkwell Jetty Kettle Lantern Mill ' +
  'Needle Orchard Paddle Quarry Rudder Satchel Trellis'
).split(' ');
const CATEGORIES = ['Developer Tools', 'Writing Tools', 'Design Tools', 'Research Tools'];
const PERCENTAGES = [0, 25, 50, 75, 100];
const DESCRIPTION_WORDS = 100;
const QUOTE_WORDS = 165;
const QUESTION =
  'Which one should you ship with? Here is the side-by-side panel verdict, pricing read, ' +
  'reviewer split, and community vote comparison.';
const TOOLS = ADJECTIVES.length * NOUNS.length;

/** About 8 kB each over 400 shared tools; no pair repeats up to 20,000. */
export function inventPages(count: number): string[] {
  return Array.from({ length: count }, (_, at) => {
    const first = (at * 7) % TOOLS;
    const second = (first + 50 + Math.floor(at / TOOLS)) % TOOLS;
    return inventPage(at, first, second);
  });
}

function inventPage(at: number, first: number, second: number): string {
  const quotes = Array.from({ length: 8 }, (_, n) => `“${inventText(at * 8 + n, QUOTE_WORDS)}”`);
  return [
    'AI tool comparison',
    `${nameOf(first)} vs ${nameOf(second)}`,
    QUESTION,
    ...inventSide(at, first),
    ...inventSide(at + 1, second),
    'Reviewer scorecard',
    ...quotes,
    'Weekly AI Tool Verdicts',
  ].join('\n');
}

function inventSide(at: number, tool: number): string[] {
  return [
    CATEGORIES[tool % CATEGORIES.length]!,
    nameOf(tool),
    inventText(tool, 9),
    `${PERCENTAGES[at % PERCENTAGES.length]}%`,
    'Panel ship',
    '—',
    'Community',
    tool % 3 ? 'Free' : 'Paid',
    'Entry',
    inventText(at, DESCRIPTION_WORDS),
  ];
}

/** Every seventh tool has the name of the one before it, but another tagline. */
function nameOf(tool: number): string {
  const at = tool % 7 === 6 ? tool - 1 : tool;
  return `${ADJECTIVES[at % ADJECTIVES.length]} ${NOUNS[Math.floor(at / ADJECTIVES.length)]}`;
}

function inventText(seed: number, count: number): string {
  const step = 1 + (seed % 3);
  const words = Array.from(
    { length: count },
    (_, at) => TEXT[(seed * 17 + at * step) % TEXT.length],
  );
  return `${words.join(' ')} (${seed}).`;
}
