import { ConfigRefusal } from './config';
import { explainDatabaseFailure } from './postgres/database-failure';
import { Refusal } from './refusal';

const FILE_FAULTS: Record<string, string> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'it is on a read-only file system',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
};

/** A sentence for the person who runs the service; null for a fault of ours. */
export function explainFailure(error: unknown): string | null {
  if (error instanceof Refusal || error instanceof ConfigRefusal) return error.message;
  return explainFileFailure(error) ?? explainPortFailure(error) ?? explainDatabaseFailure(error);
}

function explainFileFailure(error: unknown): string | null {
  const { code, path, dest } = Object(error) as Partial<NodeJS.ErrnoException> & { dest?: string };
  const why = FILE_FAULTS[String(code)];
  if (why === undefined || path === undefined) return null;
  return `${dest ?? path} cannot be used: ${why} (${code}).`;
}

function explainPortFailure(error: unknown): string | null {
  const { code, syscall, port } = Object(error) as {
    code?: unknown;
    syscall?: string;
    port?: number;
  };
  if (syscall !== 'listen') return null;
  if (code === 'EADDRINUSE') return `Port ${port} is in use: set PORT to a free one.`;
  return code === 'EACCES' ? `Port ${port} needs more rights: set PORT to 1024 or more.` : null;
}
