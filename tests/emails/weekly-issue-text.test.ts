import { expect, it } from 'vitest';
import type { IntroBlock } from '../../emails/props';
import { weeklyIssueText } from '../../emails/weekly-issue-text';
import { sampleCard, sampleProps, sampleSide } from './sample-props';

const paragraph = (text: string): IntroBlock => ({ kind: 'paragraph', runs: [{ text }] });

it('ends each of its addresses at white space', () => {
  const props = sampleProps();
  const text = weeklyIssueText(props);
  const addresses = props.cards.flatMap(({ links }) => [
    links.comparison,
    ...links.votes.flatMap(({ ship, skip }) => [ship, skip]),
  ]);
  const all = [...addresses, props.archiveUrl, props.unsubscribeUrl!, props.preferencesUrl!];
  expect(addresses).toHaveLength(25);
  for (const address of all) expect(text).toContain(`${address}\n`);
  const found = text.match(/https?:\/\/\S+/g)!;
  expect(new Set(found)).toEqual(new Set([...all, 'https://verdicts.example.com/notes/overnight']));
});

it('sets an address in somebody’s sentence apart from the punctuation after it', () => {
  const text = weeklyIssueText(
    sampleProps({
      intro: [paragraph('See (https://a.example.com/x_/). Or http://b.example.com”')],
    }),
  );
  expect(text).toContain('(https://a.example.com/x_/ ).');
  expect(text).toContain('http://b.example.com ”');
});

it('numbers the intro’s links through and lists their addresses below their block', () => {
  const text = weeklyIssueText(
    sampleProps({
      intro: [
        { kind: 'heading', runs: [{ text: 'This week' }] },
        {
          kind: 'list',
          ordered: false,
          items: [
            [{ text: 'one', href: 'https://a.example.com/1' }, { text: ', first' }],
            [{ text: 'two', href: 'mailto:b@example.com' }],
          ],
        },
        { kind: 'paragraph', runs: [{ text: 'three', href: 'https://a.example.com/3' }] },
      ],
    }),
  );
  expect(text).toContain(
    [
      'This week',
      '',
      ' - one [1], first',
      ' - two [2]',
      '',
      '[1] https://a.example.com/1',
      '[2] mailto:b@example.com',
      '',
      'three [3]',
      '',
      '[3] https://a.example.com/3',
    ].join('\n'),
  );
});

it('keeps its lines to 72 characters but never breaks an address or a word', () => {
  const long = 'x'.repeat(100);
  const text = weeklyIssueText(sampleProps({ intro: [paragraph(`Before ${long} after`)] }));
  expect(text).toContain(`Before\n${long}\nafter`);
  const lines = text.split('\n').filter((line) => !/https?:|x{100}/.test(line));
  for (const line of lines) expect([...line].length).toBeLessThanOrEqual(72);
});

it('says of each tool what the card says', () => {
  const side = (name: string) =>
    sampleSide({
      name,
      tagline: 'Does one thing',
      entry_price: 'Free',
      panel_ship: 75,
      verdicts: ['unknown', 'unknown', 'unknown', 'unknown'],
      community: { ship: 0, skip: 0, percent: null },
      excerpt: ['guest', 'It does it well.'],
    });
  const text = weeklyIssueText(
    sampleProps({ cards: [sampleCard(0, [side('Abel'), side('Bede')])] }),
  );
  const votes = (at: number) => `https://verdicts.example.com/v/${'a'.repeat(42)}/${at}`;
  expect(text).toContain(
    [
      '* Bede',
      'Does one thing',
      'Panel ship: 75% (3 ship, 1 skip; all anonymous)',
      'Community: —',
      'Entry price: Free',
      'Guest: “It does it well.”',
      '',
      'Ship Bede:',
      votes(3),
      'Skip Bede:',
      votes(4),
      '',
      'Read the full comparison: Abel vs Bede',
    ].join('\n'),
  );
});

it('names newsletter, issue, date, subject, reason and postal address', () => {
  const props = sampleProps();
  const text = weeklyIssueText(props);
  expect(text.startsWith('Weekly AI Tool Verdicts\nIssue 12, 24 November 2026\n')).toBe(true);
  expect(text).toContain(props.subject);
  expect(text).toContain('You’re receiving this because you subscribed');
  expect(text.endsWith(`${props.postalAddress}\n`)).toBe(true);
});
