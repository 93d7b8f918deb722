import { Hono } from 'hono';
import type { RunningScript } from '../script/running-script';
import type { Script } from '../script/script';
import { ApiError } from './api-error';

const ID = '6f1d7f0a-4c52-4f0e-9d6b-2a6f0f3c9b11';
const CREATED_AT = '2026-01-01T00:00:00.000Z';

/** The account's one domain (resend.com/docs/api-reference/domains). */
export function createDomainRoutes(script: RunningScript): Hono {
  const app = new Hono();
  app.get('/', (c) => {
    const data = [describe(script.current.domain)];
    return c.json({ object: 'list', has_more: false, data });
  });
  app.get('/:id', (c) => {
    if (c.req.param('id') !== ID) throw new ApiError('not_found', 'Domain not found');
    const { domain } = script.current;
    return c.json({ object: 'domain', ...describe(domain), records: listRecords(domain) });
  });
  return app;
}

/** Throws an ApiError for a sender at the account's domain while that is not verified. */
export function requireVerified({ name, status }: Script['domain'], senders: string[]): void {
  const isFromIt = (sender: string) =>
    sender.toLowerCase().replace(/>\s*$/, '').endsWith(`@${name}`);
  if (status === 'verified' || !senders.some(isFromIt)) return;
  throw new ApiError(
    'validation_error',
    `The ${name} domain is not verified. Please, add and verify your domain on https://resend.com/domains`,
    403,
  );
}

function describe({ name, status, openTracking, clickTracking }: Script['domain']) {
  return {
    id: ID,
    name,
    status,
    created_at: CREATED_AT,
    region: 'eu-west-1',
    capabilities: { sending: 'enabled', receiving: 'disabled' },
    open_tracking: openTracking,
    click_tracking: clickTracking,
  };
}

function listRecords({ status }: Script['domain']) {
  const record = {
    type: 'TXT',
    ttl: 'Auto',
    status: status === 'verified' ? 'verified' : 'pending',
  };
  return [
    { record: 'SPF', name: 'send', value: 'v=spf1 include:amazonses.com ~all', ...record },
    { record: 'DKIM', name: 'resend._domainkey', value: 'p=emulator', ...record },
  ];
}
