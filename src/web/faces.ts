import type { Context } from 'hono';
import type { Deps } from '../platform/deps';

/** Who a request came from, as far as this platform can be trusted about it; null where unknown. */
export type ClientAddress = (c: Context) => string | null;

/** What every face is made from. */
export interface FaceDeps extends Deps {
  clientAddress: ClientAddress;
}

/** On Cloudflare its own header says who came; nothing else is believed. */
export const cloudflareAddress: ClientAddress = (c) => c.req.header('cf-connecting-ip') ?? null;
