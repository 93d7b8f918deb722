import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Whether this runs from the bundle or from source. */
export function projectFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}

export function dataFolder(): string {
  return join(projectFolder(), '.data');
}

export function publicFolder(): string {
  return join(projectFolder(), 'public');
}
