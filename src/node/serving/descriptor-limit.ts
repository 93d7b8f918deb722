import { readFileSync } from 'node:fs';

/** As `ulimit -Hn`: Node raises its soft limit to the hard one. Infinity if there is none. */
export function readDescriptorLimit(): number {
  return readFromProc() ?? readFromReport() ?? Number.POSITIVE_INFINITY;
}

/** A report would cost 8 MB for good: it reads the source maps of our stack. */
function readFromProc(): number | undefined {
  if (process.platform !== 'linux') return undefined;
  const [, soft] = readFileSync('/proc/self/limits', 'utf8').match(/^Max open files +(\d+)/m) ?? [];
  return soft === undefined ? undefined : Number(soft);
}

function readFromReport(): number | undefined {
  // Otherwise the report would look up the names of connected hosts.
  Object.assign(process.report, { excludeNetwork: true });
  const { userLimits } = process.report.getReport() as {
    userLimits?: { open_files?: { soft: number | 'unlimited' } };
  };
  const soft = userLimits?.open_files?.soft;
  return typeof soft === 'number' ? soft : undefined;
}
