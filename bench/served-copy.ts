import { copyProject, type ProjectCopy } from '../tests/helpers/project-copy';
import { serveProject } from '../tests/helpers/served-project';

/** Does `work` with a copy of the project whose database exists: it has served once and was stopped. */
export async function onServedCopy<T>(work: (copy: ProjectCopy) => Promise<T>): Promise<T> {
  const copy = await copyProject();
  try {
    await (await serveProject(copy)).stop();
    return await work(copy);
  } finally {
    await copy.remove();
  }
}
