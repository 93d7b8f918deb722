export interface Call {
  key: string;
  body: Uint8Array;
  to: string[];
}

/** As far as the model looks at it. */
export interface PostedMail {
  delivery: number;
  email: string;
}

/** Identified by our tag. */
export function readMails(body: Uint8Array): PostedMail[] {
  const mails = JSON.parse(Buffer.from(body).toString()) as {
    to: string[];
    tags: { name: string; value: string }[];
  }[];
  return mails.map(({ to, tags }) => ({
    email: to[0]!,
    delivery: Number(tags.find(({ name }) => name === 'delivery')!.value),
  }));
}
