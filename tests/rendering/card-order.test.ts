import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Signer } from '../../src/platform/signer';
import { compileRender } from '../../src/rendering/compile-render';
import { personalise } from '../../src/rendering/personalise';
import type { Render } from '../../src/rendering/render';
import { SlotMarks } from '../../src/rendering/segments';

const BASE = 'https://verdicts.example.com';
const signer = new Signer({
  installationId: 'here',
  keys: [{ id: 1, secret: Buffer.alloc(32, 1) }],
});
const marks = new SlotMarks('0192-nonce');

/** One link of each kind per card; null if no boundaries were stored. */
function renderOf(cards: string[], boundary: string | null = marks.mark('card')): Render {
  const links = (n: number) =>
    `${BASE}/v/${marks.mark('vote')}/${n} ${BASE}/c/${marks.mark('click')}/${n}`;
  const inside = cards.map((card, n) => `<${n}>${card} ${links(n)}</${n}>`);
  const body = [...inside, 'foot'].map((part) => `${boundary ?? ''}${part}`).join('');
  const destinations = Object.fromEntries(cards.map((_, n) => [n, `${BASE}/comparisons/${n}`]));
  return {
    issue_id: 1,
    sender: 'Verdicts <issues@verdicts.example.com>',
    subject: 'Which one?',
    html: marks.cut(`head${body}${marks.mark('pixel')}`),
    text: marks.cut(`head${body}`),
    frame: {
      issue_number: 1,
      installation_id: 'here',
      base_url: BASE,
      list_id: '<issues.verdicts.example.com>',
      destinations,
      unsubscribe: marks.cut(`<${BASE}/unsubscribe/${marks.mark('unsubscribe')}>`),
    },
  };
}

interface Choice {
  cards_last: number;
  plain_links: boolean;
}

function mailOf(render: Render, choice: Choice, id = 7): { html: string; text: string } {
  const row = {
    id,
    email: 'reader@example.com',
    pixel: true,
    signing_key: 1,
    own_votes: null,
    ...choice,
  };
  return JSON.parse(personalise(compileRender(render), [row], signer).toString())[0];
}

/** The numbers of the cards in a part, in order. */
const order = (part: string) => [...part.matchAll(/<(\d)>/g)].map(([, n]) => Number(n));

it('a reader’s topics come first and the other cards come last, each in the editors’ order', () => {
  const five = ['a', 'b', 'c', 'd', 'e'];
  for (const [cards_last, expected] of [
    [0b00000, [0, 1, 2, 3, 4]],
    [0b00001, [1, 2, 3, 4, 0]],
    [0b01010, [0, 2, 4, 1, 3]],
    [0b00111, [3, 4, 0, 1, 2]],
    [0b11110, [0, 1, 2, 3, 4]],
  ] as const)
    for (const plain_links of [false, true]) {
      const mail = mailOf(renderOf(five), { cards_last, plain_links });
      expect([order(mail.html), order(mail.text)]).toEqual([expected, expected]);
    }
});

const imported = fc.oneof(
  fc.string(),
  fc.constantFrom('$&', '"quoted" \\ back', '🏎️', 'שלום', '{"boundary":"card"}'),
);

it('every reader gets every card once and whole, with links of their own, whatever their topics', () => {
  const cases = fc.record({
    cards: fc.array(imported, { minLength: 1, maxLength: 6 }),
    cards_last: fc.nat(63),
    plain_links: fc.boolean(),
    id: fc.integer({ min: 1, max: 1e9 }),
  });
  fc.assert(
    fc.property(cases, ({ cards, id, ...choice }) => {
      const { html, text } = mailOf(renderOf(cards), choice, id);
      for (const [n, content] of cards.entries()) {
        const click = choice.plain_links ? `comparisons/${n}` : `c/${signer.sign('c', id)}/${n}`;
        const whole = `<${n}>${content} ${BASE}/v/${signer.sign('v', id)}/${n} ${BASE}/${click}</${n}>`;
        expect([html, text].map((part) => part.split(whole).length - 1)).toEqual([1, 1]);
      }
      expect(html).toMatch(/^head<.*>foot<img [^>]+>$/s);
      expect(text).toMatch(/^head<.*>foot$/s);
    }),
  );
});

it('of two cards the one in the reader’s topics comes first; otherwise the editors’ order stands', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10 }), fc.nat(1023), (count, cards_last) => {
      const cards = Array.from({ length: count }, (_, at) => `card ${at}`);
      const places = order(mailOf(renderOf(cards), { cards_last, plain_links: false }).html);
      const isLast = (n: number) => cards_last.toString(2).at(-1 - n) === '1';
      for (const [at, n] of places.entries())
        for (const later of places.slice(at + 1))
          expect(isLast(n) === isLast(later) ? n < later : isLast(later)).toBe(true);
    }),
  );
});

it('one compiled render gives each reader what they would get alone, whatever came before', () => {
  const rows = fc.array(fc.record({ cards_last: fc.nat(31), plain_links: fc.boolean() }), {
    minLength: 1,
    maxLength: 40,
  });
  const render = renderOf(['a', 'b', 'c', 'd', 'e']);
  const shared = compileRender(render);
  fc.assert(
    fc.property(rows, (choices) => {
      const all = choices.map((choice, at) => ({
        ...choice,
        id: at + 1,
        email: 'reader@example.com',
        pixel: true,
        signing_key: 1,
        own_votes: null,
      }));
      const mails = JSON.parse(personalise(shared, all, signer).toString());
      expect(mails.map(({ html, text }: Record<string, string>) => ({ html, text }))).toEqual(
        choices.map((choice, at) => {
          const { html, text } = mailOf(render, choice, at + 1);
          return { html, text };
        }),
      );
    }),
    { numRuns: 30 },
  );
});

it('a render stored before cards could move gives the bytes that it always gave', () => {
  const render = renderOf(['one “card”', 'another'], null);
  const { card_categories: _, ...frame } = render.frame;
  const old = { ...render, frame };
  const row = { id: 7, email: 'reader@example.com', pixel: false, signing_key: 1, own_votes: null };
  const compiled = compileRender(old);
  const body = personalise(compiled, [{ ...row, plain_links: false, cards_last: 0 }], signer);
  const fill = (text: string) =>
    text
      .replaceAll(marks.mark('vote'), signer.sign('v', 7))
      .replaceAll(marks.mark('click'), signer.sign('c', 7));
  const text = fill(
    `head<0>one “card” ${BASE}/v/${marks.mark('vote')}/0 ${BASE}/c/${marks.mark('click')}/0</0>` +
      `<1>another ${BASE}/v/${marks.mark('vote')}/1 ${BASE}/c/${marks.mark('click')}/1</1>foot`,
  );
  const mail = {
    from: old.sender,
    to: [row.email],
    subject: old.subject,
    html: text,
    text,
    headers: {
      'List-Unsubscribe': `<${BASE}/unsubscribe/${signer.sign('u', 7)}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      'List-ID': frame.list_id,
    },
    tags: [
      { name: 'issue', value: '1' },
      { name: 'installation', value: 'here' },
      { name: 'delivery', value: '7' },
    ],
  };
  expect(body.toString()).toBe(JSON.stringify([mail]));
  expect(compiled.cardCategories).toEqual([]);
});
