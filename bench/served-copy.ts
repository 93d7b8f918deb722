import { copyProject, type ProjectCopy } from '../tests/helpers/processes/project-copy';
import { serveProject } from '../tests/helpers/processes/served-project';

/** A copy of the project that has served once, so that its database exists. */
export async function onServedCopy<T>(work: (copy: ProjectCopy) => Promise<T>): Promise<T> {
  const copy = await copyProject();
  try {
    await (await serveProject(copy)).stop();
    return await work(copy);
  } finally {
    await copy.remove();
  }
}
