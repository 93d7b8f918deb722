import { z } from 'zod';
import { PUBLIC_URL, type TestDeps } from './deps';

const schema = z.object({
  mails: z.array(
    z.object({
      from: z.string(),
      to: z.array(z.string()),
      subject: z.string(),
      html: z.string(),
      text: z.string(),
      headers: z.record(z.string(), z.string()),
      tags: z.array(z.object({ name: z.string(), value: z.string() })),
    }),
  ),
});

export type BoxedMail = z.infer<typeof schema>['mails'][number];

/** Every accepted mail, or those to one address, as the emulator's mailbox lists them. */
export async function readMailbox(
  { emulator }: { emulator: Pick<TestDeps['emulator'], 'mailboxUrl'> },
  { to = '' }: { to?: string } = {},
): Promise<BoxedMail[]> {
  const query = new URLSearchParams({ limit: '500', to });
  const answer = await fetch(`${emulator.mailboxUrl}/mailbox.json?${query}`);
  return schema.parse(await answer.json()).mails;
}

/** The mails of one kind to one address. */
export async function mailsTo(
  deps: Pick<TestDeps, 'emulator'>,
  { address, kind }: { address: string; kind: string },
): Promise<BoxedMail[]> {
  const mails = await readMailbox(deps, { to: address });
  return mails.filter(
    ({ to, tags }) =>
      to[0]!.toLowerCase() === address.toLowerCase() &&
      tags.some((tag) => tag.name === 'mail' && tag.value === kind),
  );
}

/** The first path of ours in a mail's text with this beginning. */
export function pathIn({ text }: Pick<BoxedMail, 'text'>, prefix: string): string {
  const found = text.split(/\s+/).find((word) => word.startsWith(`${PUBLIC_URL}${prefix}`));
  if (!found) throw new Error(`the mail has no link to ${prefix}`);
  return found.slice(PUBLIC_URL.length);
}
