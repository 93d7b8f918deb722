const NEEDED = 24;

/** Call it before any other import: on an old Node the packages' own imports fail. */
export function requireNodeVersion(version = process.versions.node): void {
  if (Number.parseInt(version, 10) >= NEEDED) return;
  process.stderr.write(
    `This needs Node ${NEEDED} or later, but this is Node ${version}: install Node ${NEEDED}, ` +
      'or start it with npm, which brings its own.\n',
  );
  process.exit(1);
}
