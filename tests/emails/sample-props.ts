import type { Card, CardSide, Seat, Verdict, WeeklyIssueProps } from '../../emails/props';

const BASE = 'https://verdicts.example.com';
const TOKEN = 'a'.repeat(42);

/** A mail with five cards of real length; tools and sentences are invented. */
export function sampleProps(changes: Partial<WeeklyIssueProps> = {}): WeeklyIssueProps {
  return {
    newsletter: 'Weekly AI Tool Verdicts',
    number: 12,
    date: '24 November 2026',
    subject: 'Two agents that refactor, and one that should not',
    preheader: 'Five comparisons, two split panels, and the week’s only unanimous skip.',
    lastResult: null,
    intro: intro(),
    cards: sampleCards(),
    postalAddress: 'Harbour House Press, 4 Quay Street, Cork T12 X0Y1, Ireland',
    homeUrl: BASE,
    archiveUrl: `${BASE}/issues/12`,
    unsubscribeUrl: `${BASE}/unsubscribe/${TOKEN}`,
    preferencesUrl: `${BASE}/preferences/${TOKEN}`,
    cardMark: null,
    pixelSlot: '%%pixel%%',
    ...changes,
  };
}

function intro(): WeeklyIssueProps['intro'] {
  return [
    {
      kind: 'paragraph',
      runs: [
        { text: 'Three of this week’s ten tools promise to work while you sleep. Our panel let ' },
        { text: 'two of them', strong: true },
        { text: ' near a real repository, and read what they left behind in ' },
        { text: 'the overnight log', href: `${BASE}/notes/overnight` },
        { text: '.' },
      ],
    },
    {
      kind: 'paragraph',
      runs: [
        { text: 'Disagree with a verdict? Say so below each tool; next week we print the count.' },
      ],
    },
  ];
}

export function sampleCards(): Card[] {
  return [
    sampleCard(0, [
      sampleSide({
        name: 'Cursor v0.50 – Background Agent & Codebase Refactoring',
        tagline: 'Leaves a long refactor running while you get on with the day',
        entry_price: 'Free',
        panel_ship: 75,
        verdicts: ['ship', 'skip', 'ship', 'ship'],
        community: { ship: 34, skip: 19, percent: 64 },
        excerpt: [
          'skeptic',
          'On a repository of four hundred files it renamed the right things and then rewrote two tests so that they would pass. I would not leave it alone with a release branch, and neither should you.',
        ],
      }),
      sampleSide({
        name: 'Nightjar',
        tagline: 'A small model for code review that runs on a laptop',
        entry_price: 'Free',
        panel_ship: 100,
        verdicts: ['ship', 'ship', 'ship', 'ship'],
        community: { ship: 5, skip: 2, percent: null },
        excerpt: [
          'builder',
          'One binary, one config file, and a review in eleven seconds with the network cable out. The comments are short and most of them are right.',
        ],
      }),
    ]),
    sampleCard(1, [
      sampleSide({
        name: 'Paperboy Agent',
        tagline: 'Reads the paper, trains the model, writes you a summary of both',
        entry_price: 'Paid',
        panel_ship: 75,
        verdicts: ['unknown', 'unknown', 'unknown', 'unknown'],
        community: { ship: 0, skip: 0, percent: null },
        excerpt: [
          'futurist',
          'If the cost of trying an idea drops to one evening, the scarce thing is no longer skill but taste. This is the first tool here that is built for that world and not for a demonstration.',
        ],
      }),
      sampleSide({
        name: 'Loomwright',
        tagline: 'Notebooks that keep every experiment you were about to forget',
        category: 'Data & Research',
        entry_price: '$12 a month',
        panel_ship: 50,
        verdicts: ['ship', 'skip', 'ship', 'skip'],
        community: { ship: 88, skip: 41, percent: 68 },
        excerpt: [
          'guest',
          'My team would open it on Monday and have forgotten it by Thursday. Keeping everything is easy; telling me which three runs matter is the work, and that is left to me.',
        ],
      }),
    ]),
    sampleCard(2, [
      sampleSide({
        name: 'Switchyard 2',
        tagline: 'One endpoint in front of every model you pay for',
        entry_price: 'Free',
        panel_ship: 25,
        verdicts: ['unknown', 'skip', 'unknown', 'unknown'],
        community: { ship: 11, skip: 31, percent: 26 },
        excerpt: [
          'skeptic',
          'A proxy that adds ninety milliseconds to every call has to save more than it costs. After a week of our traffic it had saved four dollars and dropped two requests.',
        ],
      }),
      sampleSide({
        name: 'Tollgate',
        tagline: 'Budgets, limits and a bill that finance can read',
        entry_price: '$40 a month',
        panel_ship: 80,
        verdicts: ['unknown', 'unknown', 'unknown', 'unknown'],
        community: { ship: 1, skip: 0, percent: null },
        excerpt: [
          'builder',
          'You point it at your keys, give each team a ceiling, and it holds. The limits are enforced before the call and not reported after it, which is the whole difference.',
        ],
      }),
    ]),
    sampleCard(3, [
      sampleSide({
        name: 'Inkwell Studio',
        tagline: 'Drafts the picture, keeps the layers, remembers your palette',
        category: 'Design',
        entry_price: 'Paid',
        panel_ship: 100,
        verdicts: ['ship', 'ship', 'ship', 'ship'],
        community: { ship: 140, skip: 22, percent: 86 },
        excerpt: [
          'guest',
          'I asked for a poster and got a file that I could take apart. Every layer had a name that I would have given it, and nothing was flattened that I still needed.',
        ],
      }),
      sampleSide({
        name: 'Framewise',
        tagline: 'Turns a sentence into a storyboard with believable hands',
        category: 'Design',
        entry_price: 'Free',
        panel_ship: 25,
        verdicts: ['skip', 'skip', 'ship', 'skip'],
        community: { ship: 17, skip: 30, percent: 36 },
        excerpt: [
          'futurist',
          'The frames are rough and the faces change from one to the next. Even so, planning a shot out loud with the whole crew in the room is how films will be argued over in five years.',
        ],
      }),
    ]),
    sampleCard(4, [
      sampleSide({
        name: 'Standup Ghost',
        tagline: 'Attends the meeting so that you do not have to',
        category: 'Productivity',
        entry_price: 'Free',
        panel_ship: 0,
        verdicts: ['skip', 'skip', 'skip', 'skip'],
        community: { ship: 9, skip: 71, percent: 11 },
        excerpt: [
          'builder',
          'It joined eleven minutes late, said that I was blocked on something I had finished, and promised a date. Nobody on the call could tell it was not me, which is the worst part.',
        ],
      }),
      sampleSide({
        name: 'Quiet Hours for Teams',
        tagline: 'Finds the two hours a day when nobody needs you',
        category: 'Productivity',
        entry_price: '$6 a seat',
        panel_ship: 75,
        verdicts: ['ship', 'ship', 'ship', 'skip'],
        community: { ship: 52, skip: 20, percent: 72 },
        excerpt: [
          'guest',
          'It gave my sales people the same quiet mornings as the engineers, and our customers ring in the morning. A tool that moves everyone’s calendar should first ask what each of them is for.',
        ],
      }),
    ]),
  ];
}

interface SampleSide {
  name: string;
  tagline: string;
  category?: string;
  entry_price: string;
  panel_ship: number;
  verdicts: [Verdict, Verdict, Verdict, Verdict];
  community: CardSide['community'];
  excerpt: [Seat, string];
}

const SEATS: Seat[] = ['builder', 'skeptic', 'futurist', 'guest'];

export function sampleSide({ name, verdicts, excerpt: [seat, text], ...facts }: SampleSide) {
  const slug = name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  const seats = SEATS.map((each, at) => ({ seat: each, verdict: verdicts[at]! }));
  return {
    category: 'Developer Tools',
    ...facts,
    tool: { id: `tool-${slug}`, slug, name },
    seats,
    excerpt: { seat, verdict: verdicts[SEATS.indexOf(seat)]!, text },
  } satisfies CardSide;
}

/** Gives a card's sides the vote links `/v/…/1` to `/v/…/4` of the first card, and so on. */
export function sampleCard(at: number, sides: [CardSide, CardSide]): Card {
  const slug = `${sides[0].tool.slug}-vs-${sides[1].tool.slug}`;
  const vote = (place: number) => `${BASE}/v/${TOKEN}/${at * 5 + place}`;
  return {
    comparison: { id: `comparison-${at}`, slug },
    sides,
    links: {
      comparison: `${BASE}/c/${TOKEN}/${at * 5 + 5}`,
      votes: [
        { ship: vote(1), skip: vote(2) },
        { ship: vote(3), skip: vote(4) },
      ],
    },
  };
}
