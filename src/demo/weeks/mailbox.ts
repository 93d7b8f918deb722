import { z } from 'zod';

const PAGE = 500;

const schema = z.object({
  mails: z.array(
    z.object({
      id: z.string(),
      to: z.array(z.string()),
      tags: z
        .array(z.object({ name: z.string(), value: z.string() }))
        .transform((tags) => new Map(tags.map(({ name, value }) => [name, value]))),
      /** Null in older mails: the mailbox keeps the newest 500 in full. */
      html: z.string().nullable(),
    }),
  ),
});

export type BoxedMail = z.output<typeof schema>['mails'][number];

/** The mailbox outlives demos, so mails are wanted by tags, their installation's included. */
interface Wanted {
  mailboxUrl: string;
  tags: Record<string, string>;
}

/** Oldest first, up to a mail without these tags. */
export async function listNewestMails({ mailboxUrl, tags }: Wanted): Promise<BoxedMail[]> {
  const found: BoxedMail[] = [];
  for (let offset = 0; ; offset += PAGE) {
    const mails = await readPage(mailboxUrl, offset);
    const wanted = mails.filter((mail) => hasTags(mail, tags));
    found.push(...wanted);
    if (wanted.length < PAGE) return found.reverse();
  }
}

function hasTags(mail: BoxedMail, tags: Record<string, string>): boolean {
  return Object.entries(tags).every(([name, value]) => mail.tags.get(name) === value);
}

async function readPage(mailboxUrl: string, offset: number): Promise<BoxedMail[]> {
  const response = await fetch(`${mailboxUrl}/mailbox.json?limit=${PAGE}&offset=${offset}`);
  return schema.parse(await response.json()).mails;
}
