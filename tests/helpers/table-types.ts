import { execFileSync } from 'node:child_process';

const union = (...values: string[]) => values.map((value) => `'${value}'`).join(' | ');
const choice = union('ship', 'skip');

/** Text columns with a check constraint, by the values that it allows. */
const columns = {
  'batches.state': union('waiting', 'sealed', 'recorded', 'unknown'),
  'casts.choice': choice,
  'casts.standing': union('provisional', 'confirmed'),
  'consents.subject': union('newsletter', 'opens'),
  'unsubscribes.reason': `${union('too-many', 'not-for-me', 'never-asked', 'other')} | null`,
  'unsubscribes.way': union('page', 'header'),
  'deliveries.state': union('waiting', 'accepted', 'suppressed', 'refused', 'unknown'),
  'domain_holds.state': `Generated<${union('held', 'counted', 'refused')}>`,
  'hits.class': `Generated<${union('person', 'machine', 'unsure')}>`,
  'hits.kind': union('open', 'click', 'vote', 'unsubscribe'),
  'installation.mail': union('live', 'local'),
  'issues.state': union('draft', 'released', 'sending', 'paused', 'sent', 'cancelled'),
  'job_slots.state': union('claimed', 'done', 'failed'),
  'links.choice': `${choice} | null`,
  'links.kind': union('vote', 'comparison', 'url'),
  'one_time_links.kind': union('manage', 'address'),
  'one_time_links.used_for': `${union('opens', 'address', 'export', 'erase', 'move')} | null`,
  'outbox.state': union('waiting', 'accepted', 'refused', 'unknown'),
  'provider_events.outcome': union('applied', 'kept', 'foreign', 'ignored'),
  'refused_events.why': union(
    ...['secret-unusable', 'headers-missing', 'signature-bad', 'stale', 'malformed', 'too-large'],
  ),
  'security_events.kind': union(
    ...['foreign-form', 'broken-form', 'dead-link', 'over-limit', 'refused-event', 'bad-host'],
    'bad-http',
  ),
  'reviews.seat': union('builder', 'skeptic', 'futurist', 'guest'),
  'reviews.verdict': `${choice} | 'unknown'`,
  'sign_ups.proof': `Generated<${union('none', 'solved', 'scriptless')}>`,
  'sign_ups.state': union('waiting', 'mailed', 'confirmed', 'known', 'suppressed', 'limited'),
  'subscribers.state': union('confirmed', 'unsubscribed', 'erased'),
  'suppression_lifts.reason': union('bounced', 'complained', 'erased', 'asked'),
  'suppressions.reason': union('bounced', 'complained', 'erased', 'asked'),
  'votes.choice': choice,
};

/** Runs kysely-codegen on a migrated database: writes the table types, or only checks them. */
export function runCodegen(databaseUrl: string, mode: 'write' | 'verify'): string {
  return execFileSync(
    'node_modules/.bin/kysely-codegen',
    [
      '--dialect=postgres',
      `--url=${databaseUrl}`,
      '--out-file=src/platform/schema.ts',
      '--date-parser=string',
      '--numeric-parser=number',
      '--exclude-pattern=kysely_*',
      `--overrides=${JSON.stringify({ columns })}`,
      '--type-mapping={"int8":"number"}',
      ...(mode === 'verify' ? ['--verify'] : []),
    ],
    { encoding: 'utf8', stdio: 'pipe' },
  );
}
