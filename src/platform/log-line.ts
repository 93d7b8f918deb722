interface Entry {
  level: 'info' | 'warn' | 'error';
  fields: Record<string, unknown>;
  message: string;
  at: Date;
}

const LEVELS = { info: '', warn: 'warning: ', error: 'error: ' };
const PLAIN = /^[\w.:/@+-]+$/;
/** What JSON leaves unescaped and a terminal may obey. */
const CONTROLS = /[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g;

/**
 * "09:00:12 error: job failed  job=sweep attempts=2", by UTC. Null for a job that went well: several do
 * each minute, and they would hide the rest.
 */
export function logLine({ level, fields, message, at }: Entry): string | null {
  const { event, ...more } = fields;
  if (event === 'job' && level === 'info') return null;
  const time = at.toISOString().slice(11, 19);
  const pairs = Object.entries(more)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${inOneWord(value)}`);
  const line = `${time} ${LEVELS[level]}${message}`;
  return (pairs.length === 0 ? line : `${line}  ${pairs.join(' ')}`).replaceAll(CONTROLS, '');
}

/** As it is if that is clear, else as JSON, which escapes line ends and most control characters. */
function inOneWord(value: unknown): string {
  return typeof value === 'string' && PLAIN.test(value) ? value : JSON.stringify(value);
}
