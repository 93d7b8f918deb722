const NEEDED = 24;

/**
 * Ends the process with one sentence under a Node that is too old. To be called before anything else
 * is imported, since an older Node already fails at what the packages import.
 */
export function requireNodeVersion(version = process.versions.node): void {
  if (Number.parseInt(version, 10) >= NEEDED) return;
  process.stderr.write(
    `This needs Node ${NEEDED} or later, and here is Node ${version}: install Node ${NEEDED}, ` +
      'or start it with npm, which brings one along.\n',
  );
  process.exit(1);
}
