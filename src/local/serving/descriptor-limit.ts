/**
 * How many descriptors this process may have open: files, sockets and pipes together. Node raises its
 * soft limit to the hard one when it starts, so this is what `ulimit -Hn` says. Infinity where the
 * system names none.
 */
export function readDescriptorLimit(): number {
  // Else the report would look up the names of whoever is connected.
  Object.assign(process.report, { excludeNetwork: true });
  const { userLimits } = process.report.getReport() as {
    userLimits?: { open_files?: { soft: number | 'unlimited' } };
  };
  const soft = userLimits?.open_files?.soft;
  return typeof soft === 'number' ? soft : Number.POSITIVE_INFINITY;
}
