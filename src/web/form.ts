import type { Context } from 'hono';
import { Refusal } from '../platform/refusal';

/** A posted form's fields by name; a field that was sent as a file is one too. */
export type Form = Awaited<ReturnType<Context['req']['parseBody']>>;

/** A body that is no form, or a broken one. */
export class BrokenForm extends Refusal {
  constructor() {
    super(
      'invalid',
      'That form came broken: part of it was lost on its way. Please go back and send it again.',
    );
  }
}

/** Reads a posted form; a body that is none, or a broken one, is refused in words. */
export async function readForm(c: Context): Promise<Form> {
  const form = await findForm(c);
  if (form) return form;
  throw new BrokenForm();
}

/** The same for whom a broken body must not stop: nothing where it is one. */
export async function findForm(c: Context): Promise<Form | undefined> {
  try {
    return await c.req.parseBody();
  } catch (error) {
    // What the platform throws for a body that it cannot parse as the form it says it is.
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
