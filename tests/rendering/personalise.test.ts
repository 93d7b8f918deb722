import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Signer } from '../../src/platform/signer';
import { compileRender } from '../../src/rendering/compile-render';
import { personalise } from '../../src/rendering/personalise';
import type { Render } from '../../src/rendering/render';
import { SlotMarks } from '../../src/rendering/segments';

const signer = new Signer({
  installationId: 'here',
  keys: [{ id: 1, secret: Buffer.alloc(32, 1) }],
});
const marks = new SlotMarks('0192-nonce');

function renderOf(text: string): Render {
  const around = (inner: string) => marks.cut(`${text}${inner}${text}`);
  return {
    issue_id: 1,
    sender: 'Verdicts <issues@verdicts.example.com>',
    subject: text,
    html: around(`/v/${marks.mark('vote')}/1 /c/${marks.mark('click')}/2 ${marks.mark('pixel')}`),
    text: around(`/v/${marks.mark('vote')}/1`),
    frame: {
      issue_number: 1,
      installation_id: 'here',
      base_url: 'https://verdicts.example.com',
      list_id: '<issues.verdicts.example.com>',
      destinations: {},
      unsubscribe: marks.cut(`</unsubscribe/${marks.mark('unsubscribe')}>`),
    },
  };
}

const row = (id: number, pixel = true) => ({
  id,
  email: `reader${id}@example.com`,
  pixel,
  plain_links: false,
  cards_last: 0,
  own_votes: null,
  signing_key: 1,
});

describe('personalising', () => {
  it('gives the same bytes for the same render and rows, today and tomorrow', () => {
    const rows = [row(1), row(2, false)];
    const stored = JSON.parse(JSON.stringify(renderOf('Hello'))) as Render;
    const today = personalise(compileRender(renderOf('Hello')), rows, signer);
    expect(personalise(compileRender(stored), rows, signer).equals(today)).toBe(true);
  });

  it('gives readers with plain links the destinations themselves, escaped in HTML, unchanged in text', () => {
    const render = renderOf('Hi ');
    const counted = (n: number) => `https://verdicts.example.com/c/${marks.mark('click')}/${n}`;
    const url = 'https://tools.example.com/?a=1&b="2"';
    const frame = { ...render.frame, destinations: { 12: url } };
    const html = marks.cut(
      `<a href="${counted(12)}">${counted(12)} ${counted(3)} ${counted(12)}</a>`,
    );
    const compiled = compileRender({ ...render, frame, html, text: marks.cut(counted(12)) });
    const rows = [{ ...row(1), plain_links: true }, row(2)];
    const [plain, usual] = JSON.parse(personalise(compiled, rows, signer).toString());
    const inHtml = 'https://tools.example.com/?a=1&amp;b=&quot;2&quot;';
    const [ofOne, ofTwo] = [1, 2].map(
      (id) => `https://verdicts.example.com/c/${signer.sign('c', id)}`,
    );
    expect(plain.html).toBe(`<a href="${inHtml}">${inHtml} ${ofOne}/3 ${inHtml}</a>`);
    expect(plain.text).toBe(url);
    expect(usual.html).toContain(`<a href="${ofTwo}/12">`);
  });

  it('passes imported text through as text, whatever it holds', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '$&',
        '{{slot}}',
        '</td>',
        '"quoted" \\ back',
        '\u2028',
        '🏎️',
        'שלום',
        '{"slot":"vote"}',
      ),
    );
    fc.assert(
      fc.property(hostile, (text) => {
        fc.pre(text.isWellFormed());
        const body = personalise(compileRender(renderOf(text)), [row(1)], signer);
        const [mail] = JSON.parse(body.toString()) as {
          subject: string;
          html: string;
          text: string;
        }[];
        expect(mail!.subject).toBe(text);
        expect(mail!.text).toBe(`${text}/v/${signer.sign('v', 1)}/1${text}`);
        expect(mail!.html.startsWith(text) && mail!.html.endsWith(text)).toBe(true);
      }),
    );
  });

  it('gives each reader links, pixel and tag of their own, and one mail a row in order', () => {
    const body = personalise(compileRender(renderOf('Hi')), [row(7), row(8, false)], signer);
    const mails = JSON.parse(body.toString());
    expect(mails).toHaveLength(2);
    expect(mails[0]).toMatchObject({
      to: ['reader7@example.com'],
      tags: [
        { name: 'issue', value: '1' },
        { name: 'installation', value: 'here' },
        { name: 'delivery', value: '7' },
      ],
      headers: {
        'List-Unsubscribe': `</unsubscribe/${signer.sign('u', 7)}>`,
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      },
    });
    expect(mails[0].html).toContain(
      `<img src="https://verdicts.example.com/o/${signer.sign('o', 7)}"`,
    );
    expect(mails[1].html).not.toContain('<img');
  });
});
