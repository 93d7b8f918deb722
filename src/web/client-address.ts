import type { Context } from 'hono';
import type { Deps } from '../platform/deps';

/** Who sent a request, as far as this platform can be trusted to know; null if unknown. */
export type ClientAddress = (c: Context) => string | null;

export interface WebDeps extends Deps {
  clientAddress: ClientAddress;
}

/** On Cloudflare only its own header is believed. */
export const cloudflareAddress: ClientAddress = (c) => c.req.header('cf-connecting-ip') ?? null;
