import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';

const FAULTS = ['EACCES', 'EPERM', 'EROFS', 'ENOSPC'];

const { build } = await import('esbuild').catch((error) => {
  if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
  stop('The packages are not installed: run npm ci first.');
});

const programs = {
  node: 'src/start-node.ts',
  cli: 'src/start-cli.ts',
  'resend-emulator': 'src/local/resend/main.ts',
};

/** Bundles the programs (packages stay outside) and the style sheet; takes well under a second. */
const outputs = await Promise.all([
  build({
    absWorkingDir: import.meta.dirname,
    entryPoints: programs,
    outdir: 'dist',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    packages: 'external',
    sourcemap: true,
    write: false,
    logLevel: 'warning',
  }),
  build({
    absWorkingDir: import.meta.dirname,
    entryPoints: ['src/web/style.css'],
    outfile: 'public/style.css',
    bundle: true,
    minify: true,
    write: false,
    logLevel: 'warning',
  }),
]);

// Several commands build at once: a file is put in place whole, and only where it differs. Chunks are
// named by their content and come before the programs that import them.
const files = outputs.flatMap((output) => output.outputFiles);
const isProgram = ({ path }) => basename(path).split('.')[0] in programs;
for (const file of [...files.filter((each) => !isProgram(each)), ...files.filter(isProgram)]) {
  await putInPlace(file.path, file.contents).catch((error) => {
    if (!FAULTS.includes(error.code)) throw error;
    stop(`${file.path} cannot be written (${error.code}): let this account write there.`);
  });
}

async function putInPlace(path, contents) {
  const present = await readFile(path).catch((error) => {
    if (error.code !== 'ENOENT') throw error;
    return null;
  });
  if (present?.equals(contents)) return;
  await mkdir(dirname(path), { recursive: true });
  const unfinished = `${path}.${process.pid}`;
  await writeFile(unfinished, contents);
  await rename(unfinished, path);
}

/** Ends with a sentence in place of a stack. */
function stop(why) {
  process.stderr.write(`${why}\n`);
  process.exit(1);
}
