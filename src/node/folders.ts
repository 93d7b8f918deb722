import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder, whether this runs from the bundle or from source. */
export function projectFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}

/** Where everything that is kept on this machine lies. */
export function dataFolder(): string {
  return join(projectFolder(), '.data');
}

export function publicFolder(): string {
  return join(projectFolder(), 'public');
}
