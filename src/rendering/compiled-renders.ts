import type { Database } from '../platform/database';
import { type CompiledRender, compileRender } from './compile-render';
import { getRender, type StoredRender } from './stored-render';

/** A batch uses the render that it was sealed with, and an issue rendered again has several. */
export class CompiledRenders {
  readonly #compiled = new Map<number, CompiledRender>();

  constructor(render: StoredRender) {
    this.#compiled.set(render.id, compileRender(render));
  }

  async get(db: Database, renderId: number): Promise<CompiledRender> {
    const known = this.#compiled.get(renderId);
    if (known) return known;
    const compiled = compileRender(await getRender(db, renderId));
    this.#compiled.set(renderId, compiled);
    return compiled;
  }
}
