import { expect, it } from 'vitest';
import { logLine } from '../../src/platform/log-line';

const at = new Date('2026-11-24T09:00:12.345Z');

it('a log line as text has the time, the message and its fields', () => {
  const fields = { event: 'batch', batch: 12, kind: 'rate-limited', detail: 'try again' };
  expect(logLine({ level: 'warn', fields, message: 'a batch was not accepted', at })).toBe(
    '09:00:12 warning: a batch was not accepted  batch=12 kind=rate-limited detail="try again"',
  );
  expect(logLine({ level: 'info', fields: { event: 'serving' }, message: 'serving', at })).toBe(
    '09:00:12 serving',
  );
});

it('a job that went well has no line as text, and one that failed has', () => {
  const job = { event: 'job', job: 'sweep' };
  expect(logLine({ level: 'info', fields: job, message: 'a job ran', at })).toBeNull();
  expect(logLine({ level: 'error', fields: job, message: 'a job failed', at })).toBe(
    '09:00:12 error: a job failed  job=sweep',
  );
});

it('a log line as text is one line, and holds nothing that a terminal obeys', () => {
  const says = 'one\ntwo\x1b[2J\u009b2J\u202eevil\u2028';
  const line = logLine({ level: 'error', fields: { says }, message: 'failed', at });
  expect(line).toBe('09:00:12 error: failed  says="one\\ntwo\\u001b[2J2Jevil"');
});
