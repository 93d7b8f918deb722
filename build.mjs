import { build } from 'esbuild';

/** Bundles the two programs (packages stay outside) and the style sheet; takes well under a second. */
await Promise.all([
  build({
    entryPoints: {
      node: 'src/node.ts',
      cli: 'src/cli.ts',
      'resend-stand-in': 'src/local/resend/main.ts',
    },
    outdir: 'dist',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    packages: 'external',
    sourcemap: true,
    logLevel: 'warning',
  }),
  build({
    entryPoints: ['src/web/style.css'],
    outfile: 'public/style.css',
    bundle: true,
    minify: true,
    logLevel: 'warning',
  }),
]);
