import { HtmlValidate } from 'html-validate';
import { expect, it } from 'vitest';
import { renderWeeklyIssue } from '../../emails/render';
import { HOSTILE, hostileProps } from './hostile-props';
import { sampleCards, sampleProps } from './sample-props';

it('stays under 60 kB of HTML with five cards of real length and all links in place', async () => {
  const { html } = await renderWeeklyIssue(sampleProps());
  expect(html.match(/\/v\/a{42}\/\d+"/g)).toHaveLength(20);
  expect(html.match(/\/c\/a{42}\/\d+"/g)).toHaveLength(5);
  expect(Buffer.byteLength(html)).toBeLessThan(60_000);
});

it('declares UTF-8 before everything else in the head', async () => {
  const { html } = await renderWeeklyIssue(sampleProps());
  expect(html).toMatch(/<head><meta charset="utf-8"\/>/i);
});

it('puts the slot of the pixel verbatim and once, as the last thing in the body', async () => {
  const { html, text } = await renderWeeklyIssue(sampleProps({ pixelSlot: '{{pixel:1a}}' }));
  expect(html.split('{{pixel:1a}}')).toHaveLength(2);
  expect(html).toMatch(/\{\{pixel:1a\}\}<\/div>(<!--[^>]*-->)*<\/body><\/html>$/);
  expect(text).not.toContain('{{pixel');
});

it('refuses a mark that HTML would escape', async () => {
  for (const marked of [{ pixelSlot: '<!--pixel-->' }, { cardMark: '&card;' }])
    await expect(renderWeeklyIssue(sampleProps(marked))).rejects.toThrow(
      'A mark must be plain text',
    );
});

it('marks where each card begins and the last one ends, in both parts, and changes nothing else', async () => {
  const plain = await renderWeeklyIssue(sampleProps());
  const marked = await renderWeeklyIssue(sampleProps({ cardMark: '%%card%%' }));
  for (const part of ['html', 'text'] as const) {
    const [head, ...rest] = marked[part].split('%%card%%');
    expect([head, ...rest].join('')).toBe(plain[part]);
    expect(rest).toHaveLength(6);
    for (const [at, { sides }] of sampleCards().entries())
      for (const { tagline } of sides)
        expect(rest.findIndex((text) => text.includes(tagline.slice(0, 20)))).toBe(at);
    expect(rest[5]).toContain('You’re receiving this because');
    expect(head).toContain('Three of this week’s ten tools');
  }
});

it('passes every address through unchanged, in both parts', async () => {
  const card = sampleCards()[0]!;
  const links: typeof card.links = {
    comparison: '{{link:5}}',
    votes: [
      { ship: '{{link:1}}', skip: '\u{E000}2\u{E001}' },
      { ship: 'https://x.example.com/?a=1&b=$&', skip: '%%4%%' },
    ],
  };
  const { html, text } = await renderWeeklyIssue(
    sampleProps({ cards: [{ ...card, links }], unsubscribeUrl: '{{stop}}' }),
  );
  const addresses = [links.comparison, ...links.votes.flatMap(Object.values), '{{stop}}'];
  for (const address of addresses as string[]) {
    expect(html).toContain(`href="${address.replaceAll('&', '&amp;')}"`);
    expect(text).toContain(`\n${address}\n`);
  }
});

it('writes imported text as text: it adds no tag and fills no slot', async () => {
  const { html, text } = await renderWeeklyIssue(hostileProps());
  const escaped = HOSTILE.replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#x27;');
  expect(html).not.toContain('<script');
  expect(html.split(`<bdi>${escaped}</bdi>`)).toHaveLength(21);
  expect(html.split(`>Skip ${escaped}</a>`)).toHaveLength(11);
  const unwrapped = text.replace(/\s+/g, ' ');
  expect(unwrapped.split(`* ${HOSTILE} ${HOSTILE} Panel ship:`)).toHaveLength(11);
});

it('leaves unsubscribing and the pixel out of the archive, and leads home and to all issues', async () => {
  const { html, text } = await renderWeeklyIssue(
    sampleProps({
      unsubscribeUrl: null,
      preferencesUrl: null,
      pixelSlot: null,
      homeUrl: 'https://home.example.com/',
    }),
  );
  for (const part of [html, text]) expect(part.toLowerCase()).not.toContain('unsubscribe');
  expect(html).toContain('href="https://home.example.com/"');
  expect(html).toContain('href="https://home.example.com/issues"');
  expect(html).not.toContain('%%pixel%%');
});

it('says to a reader why the mail came and how to stop it', async () => {
  const props = sampleProps();
  const { html } = await renderWeeklyIssue(props);
  expect(html).toContain('You’re receiving this because you subscribed');
  expect(html).toContain(`href="${props.unsubscribeUrl}"`);
  expect(html).toContain(`href="${props.archiveUrl}"`);
  expect(html).toContain(props.postalAddress);
});

it('is valid HTML but for what mail programs ask for', async () => {
  const validator = new HtmlValidate({
    extends: ['html-validate:recommended'],
    rules: {
      'attr-case': 'off',
      'doctype-html': 'off',
      'long-title': 'off',
      'no-deprecated-attr': 'off',
      'no-inline-style': 'off',
      'prefer-native-element': 'off',
      'presentation-role-style': ['error', { prefer: 'presentation' }],
      'void-style': 'off',
    },
  });
  for (const props of [
    sampleProps(),
    hostileProps(),
    sampleProps({ unsubscribeUrl: null, preferencesUrl: null, pixelSlot: null }),
  ]) {
    const { html } = await renderWeeklyIssue(props);
    const report = await validator.validateString(html);
    const faults = report.results.flatMap(({ messages }) => messages);
    expect(faults.map(({ ruleId, message }) => `${ruleId}: ${message}`)).toEqual([]);
  }
});
