import pino from 'pino';
import { logLine } from './log-line';
import { Refusal } from './refusal';

/** One structured line a call. Callers pass no token, address or secret. */
export interface Log {
  info(fields: Record<string, unknown>, message: string): void;
  warn(fields: Record<string, unknown>, message: string): void;
  error(fields: Record<string, unknown>, message: string): void;
}

export type LogFormat = 'json' | 'text';

const STANDARD_ERROR = 2;

/** A log on standard error, so that standard output is free for answers. */
export function openLog(format: LogFormat = 'json'): Log {
  return format === 'json' ? openJsonLog() : openTextLog();
}

function openJsonLog(): Log {
  return pino(
    { base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination(STANDARD_ERROR),
  );
}

function openTextLog(): Log {
  const write = (level: keyof Log) => (fields: Record<string, unknown>, message: string) => {
    const line = logLine({ level, fields, message, at: new Date() });
    if (line !== null) process.stderr.write(`${line}\n`);
  };
  return { info: write('info'), warn: write('warn'), error: write('error') };
}

/** Database errors give only code and constraint. */
export function errorFields(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { error: typeof error };
  if (error instanceof Refusal) return { error: error.name, says: error.message, ...error.detail };
  const { code, constraint } = error as { code?: unknown; constraint?: unknown };
  if (typeof code === 'string') return { error: error.name, code, constraint };
  return { error: error.name, stack: readFrames(error.stack) };
}

/** Only the frames: a message may span several lines and hold anything. */
function readFrames(stack = ''): string[] {
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
  return frames.slice(0, 5).map((line) => line.trim());
}

export async function endLogged(
  log: Log,
  name: string,
  work: () => Promise<unknown>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    log.error({ event: 'work', name, ...errorFields(error) }, 'background work failed');
  }
}
