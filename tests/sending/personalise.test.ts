import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Signer } from '../../src/platform/signer';
import { compileRender, personalise } from '../../src/sending/personalise';
import type { Render } from '../../src/sending/render';
import { SlotMarks } from '../../src/sending/segments';

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
      unsubscribe: marks.cut(`</unsubscribe/${marks.mark('unsubscribe')}>`),
    },
  };
}

const row = (id: number, pixel = true) => ({
  id,
  email: `reader${id}@example.com`,
  pixel,
  signing_key: 1,
});

describe('personalising', () => {
  it('gives the same bytes for the same render and rows, today and tomorrow', () => {
    const rows = [row(1), row(2, false)];
    const stored = JSON.parse(JSON.stringify(renderOf('Hello'))) as Render;
    const today = personalise(compileRender(renderOf('Hello')), rows, signer);
    expect(personalise(compileRender(stored), rows, signer).equals(today)).toBe(true);
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
