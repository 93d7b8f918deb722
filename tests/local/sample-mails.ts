/** A sound mail with these changes. */
export function makeMail(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    from: 'Weekly AI Tool Verdicts <issues@example.com>',
    to: ['Mara Lindqvist <mara@example.com>'],
    subject: 'Two editors, one week',
    html: '<!doctype html><html><head></head><body><p>Ship or skip?</p></body></html>',
    text: 'Ship or skip?',
    ...changes,
  };
}

export function makeMails(count: number, changes: Record<string, unknown> = {}) {
  return Array.from({ length: count }, (_, at) =>
    makeMail({ to: [`reader${at + 1}@example.com`], subject: `Mail ${at + 1}`, ...changes }),
  );
}

export function toBytes(body: unknown): Buffer {
  return Buffer.from(JSON.stringify(body));
}
