const WIDTH = 8;
const BLANK = '#'.repeat(WIDTH);
/** Odd and prime to ten: multiplying by it modulo 10^8 permutes all numbers. */
const STRIDE = 61_803_399;

/** Batches made by writing numbers into bytes: a caller fast enough to measure others. */
export class NumberedBatch {
  readonly bytes: number;
  readonly #template: Buffer;
  readonly #places: number[] = [];

  /** `rows` mails of about this many bytes, with typographic quotes like ours. */
  constructor(rows: number, bytes: number) {
    this.#template = Buffer.from(JSON.stringify(Array(rows).fill(makeMail(bytes))));
    for (let at = this.#find(0); at >= 0; at = this.#find(at + 1)) this.#places.push(at);
    this.bytes = this.#template.length;
  }

  /** Its mails go, in no order, to addresses that no other number's mails go to. */
  make(number: number, rows: number): Buffer {
    const made = Buffer.from(this.#template);
    const perRow = this.#places.length / rows;
    for (const [nth, at] of this.#places.entries()) {
      const delivery = number * rows + Math.floor(nth / perRow);
      const text = String((delivery * STRIDE) % 10 ** WIDTH).padStart(WIDTH, '0');
      made.write(text, at, 'latin1');
    }
    return made;
  }

  #find(from: number): number {
    return this.#template.indexOf(BLANK, from);
  }
}

function makeMail(bytes: number) {
  const line = '<td style="padding:4px 0">It’s “quoted” &amp; plain, Ship or skip?</td>\n';
  return {
    from: 'Weekly AI Tool Verdicts <issues@verdicts.example.com>',
    to: [`reader${BLANK}@example.com`],
    subject: 'Two editors, one week',
    html: line.repeat(Math.ceil((bytes - 600) / Buffer.byteLength(JSON.stringify(line)))),
    text: 'Ship or skip?',
    headers: {
      'List-Unsubscribe': `<https://verdicts.example.com/unsubscribe/${BLANK}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    },
    tags: [
      { name: 'installation', value: 'bench' },
      { name: 'issue', value: '1' },
      { name: 'delivery', value: BLANK },
    ],
  };
}
