import { execFile } from 'node:child_process';
import { chmod, cp, mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const PROJECT = join(import.meta.dirname, '..', '..', '..');
const COPIED = ['package.json', 'build.mjs', 'bin', 'public', 'wrangler.toml'];
const LINKED = ['node_modules', 'tsconfig.json', 'src', 'emails', 'jobs', 'migrations'];

/** This project's bundles with their own data folder, so that nobody's is touched. */
export interface ProjectCopy {
  folder: string;
  /** A fresh shell's: none of our variables. */
  environment: Record<string, string>;
  remove(): Promise<void>;
}

/** Links the sources into a temporary folder and bundles them there, in about a second. */
export async function copyProject(): Promise<ProjectCopy> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'verdicts-project-')));
  const copy: ProjectCopy = {
    folder,
    environment: { PATH: process.env.PATH!, HOME: folder },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
  try {
    await fill(copy);
    return copy;
  } catch (error) {
    await copy.remove();
    throw error;
  }
}

async function fill({ folder, environment }: ProjectCopy): Promise<void> {
  // Under root, the embedded server's account must be able to pass.
  await chmod(folder, 0o711);
  for (const name of COPIED) await cp(join(PROJECT, name), join(folder, name), { recursive: true });
  for (const name of LINKED) await symlink(join(PROJECT, name), join(folder, name));
  await promisify(execFile)(process.execPath, ['build.mjs'], { cwd: folder, env: environment });
}
