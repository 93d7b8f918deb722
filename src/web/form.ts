import type { Context } from 'hono';
import { Refusal } from '../platform/refusal';
import { FAULT } from './words';

export type Form = Awaited<ReturnType<Context['req']['parseBody']>>;

export class BrokenForm extends Refusal {
  constructor() {
    super('invalid', FAULT.brokenForm);
  }
}

export async function readForm(c: Context): Promise<Form> {
  const form = await findForm(c);
  if (form) return form;
  throw new BrokenForm();
}

/** For callers that must go on: undefined if the body is broken or not a form. */
export async function findForm(c: Context): Promise<Form | undefined> {
  try {
    return await c.req.parseBody();
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
