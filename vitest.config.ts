import { hash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { keepTemporaryFilesInMemory } from './tests/helpers/temporary-folder.ts';
import { sortTests } from './tests/helpers/test-kinds.ts';

keepTemporaryFilesInMemory();

const { unit, database } = sortTests();

/** These begin first, or one of them would run on alone at the end. */
const LONG = ['simulator/confusion', 'sending/killed', 'local/readme', 'chaos/chaos'];

/** Shuffled files stay together by kind: a worker that goes over to the other loads all anew. */
class ByKind extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { shuffle, seed } = this.ctx.config.sequence;
    if (!shuffle) return longFirst(await super.sort(files));
    const placeOf = ({ project, moduleId }: TestSpecification) =>
      project.name + hash('sha1', `${seed} ${moduleId}`);
    return files.toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
  }
}

const longFirst = (files: TestSpecification[]) =>
  files.toSorted((a, b) => Number(isLong(b)) - Number(isLong(a)));
const isLong = ({ moduleId }: TestSpecification) =>
  LONG.some((name) => moduleId.endsWith(`${name}.test.ts`));

export default defineConfig({
  oxc: { jsx: { development: false } },
  test: {
    testTimeout: 20_000,
    hookTimeout: 60_000,
    maxWorkers: availableParallelism() + 1,
    // A worker loads each module once: to load them for every file took a third of the time.
    isolate: false,
    execArgv: ['--max-semi-space-size=32'],
    setupFiles: ['tests/helpers/production-react.mjs'],
    sequence: { sequencer: ByKind },
    projects: [
      { extends: true, test: { name: 'unit', include: unit } },
      {
        extends: true,
        test: {
          name: 'database',
          include: database,
          globalSetup: ['tests/helpers/global-setup.ts'],
        },
      },
    ],
  },
});
