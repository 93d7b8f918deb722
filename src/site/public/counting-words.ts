import { inDigits } from '../../../emails/words';
import type { Measured, measured } from '../../tracking/measured';
import { FRAME } from '../../web/words';

export const COUNTING = {
  title: FRAME.counting,
  description: 'What counts as a vote, which votes are held, and how often our rules are wrong.',
  lead: 'A vote in your name should be yours. Programs open links and press buttons too, so we check every vote before it counts for good.',
  countsTitle: 'What counts',
  heldTitle: 'What is held',
  sumsTitle: 'How many votes are held',
  noSums: 'Voting hasn’t closed on any issue yet.',
  sums: 'Only readers whose votes counted are included. Late votes came from readers who joined after the issue was released.',
  table: 'Votes by issue',
  columns: ['Issue', 'Readers', 'Counted', 'Held', 'Late'],
  errorsTitle: 'How often the rules are wrong',
  errors:
    'Nobody can know this for real email. Instead, we simulate people and programs of known kinds on our own pages and count the mistakes. The programs in the last line were written after the rules.',
  rulesTitle: 'The rules',
  rules:
    'We classify each hit ten minutes after it arrives. A rule that says machine outweighs one that says unsure, which outweighs one that says person. If we can’t be sure, the vote counts.',
  allRules: (rules: number) => `All ${rules} rules`,
};

export function listWhatCounts(floor: number): string[] {
  return [
    'Votes come from the buttons in a reader’s own email. Each inbox has one vote per tool: plus tags, and dots in a Gmail address, don’t add another.',
    'The last button pressed counts. If none was pressed, the choice recorded by the page counts once it’s fifteen minutes old, but it never replaces the opposite vote.',
    'Voting on an issue is open until the next one goes out, or for 14 days at most. The result never changes after that. Today’s figure for a tool uses each reader’s latest vote on it in any issue: the last button pressed or, failing that, the last choice recorded by a page.',
    'Readers who join after an issue is released still get it, but their votes on it don’t count.',
    `Below ${floor} votes, we show only how many there are. “Too close to call” means that 50% is within the 95% confidence interval (Wilson score) of the percentage.`,
  ];
}

export const WHAT_IS_HELD = [
  'We keep a vote that looks automated, but don’t count it. If it was yours after all, press the button again on a later visit.',
  'If more than 5% of the votes on an issue or one of its tools (and at least 10) come from one private domain, we hold them until an editor has reviewed them.',
];

export function listErrors({
  people,
  tabOpeners,
  machines,
  laterMachines,
}: typeof measured): string[] {
  return [
    errorInWords(people, 'votes by people'),
    `${errorInWords(tabOpeners, 'votes by people who open several links in tabs before looking at one')} Pressing the button again later lets such a vote count.`,
    errorInWords(machines, 'votes by programs'),
    errorInWords(laterMachines, 'votes by programs that the rules had never seen'),
  ];
}

/** "3 of 1,200 votes by people were held (0.3%)." */
function errorInWords({ casts, held }: Measured, what: string): string {
  return `${inDigits(held)} of ${inDigits(casts)} ${what} were held (${((100 * held) / casts).toFixed(1)}%).`;
}
