import { basename, join } from 'node:path';
import { build } from 'esbuild';

/** In the project, so that packages are found from there. */
const FOLDER = join(import.meta.dirname, '../../../node_modules/.cache/test-scripts');
const EMULATOR = join(import.meta.dirname, '../../../src/local/resend/main.ts');
const bundled = new Map<string, Promise<string>>();

/** The path of a TypeScript file bundled for Node, which then starts in a third of a second. */
export function bundleScript(file: string): Promise<string> {
  const known = bundled.get(file);
  if (known) return known;
  const name = basename(file, '.ts');
  const made = build({
    // What starts the Resend emulator looks for it beside itself.
    entryPoints: { [name]: file, 'resend-emulator': EMULATOR },
    outdir: join(FOLDER, name),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    packages: 'external',
    logLevel: 'warning',
  }).then(() => join(FOLDER, name, `${name}.mjs`));
  bundled.set(file, made);
  return made;
}
