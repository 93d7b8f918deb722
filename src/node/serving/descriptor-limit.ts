import { readFileSync } from 'node:fs';

/**
 * How many descriptors this process may have open: files, sockets and pipes together. Node raises its
 * soft limit to the hard one when it starts, so this is what `ulimit -Hn` says. Infinity where the
 * system names none.
 */
export function readDescriptorLimit(): number {
  return readFromProc() ?? readFromReport() ?? Number.POSITIVE_INFINITY;
}

/** Linux says it in a file. A report would cost 8 MB for good: it reads the source maps of our stack. */
function readFromProc(): number | undefined {
  if (process.platform !== 'linux') return undefined;
  const [, soft] = readFileSync('/proc/self/limits', 'utf8').match(/^Max open files +(\d+)/m) ?? [];
  return soft === undefined ? undefined : Number(soft);
}

function readFromReport(): number | undefined {
  // Else the report would look up the names of whoever is connected.
  Object.assign(process.report, { excludeNetwork: true });
  const { userLimits } = process.report.getReport() as {
    userLimits?: { open_files?: { soft: number | 'unlimited' } };
  };
  const soft = userLimits?.open_files?.soft;
  return typeof soft === 'number' ? soft : undefined;
}
