#!/usr/bin/env node
// As `npm run verdicts` does: bundles what has changed, then runs the bundle.
process.setSourceMapsEnabled(true);
await import('../build.mjs');
await import('../dist/cli.mjs');
