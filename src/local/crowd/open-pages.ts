import type { Act } from './world';

/** The pages that one actor has before it: a script acts only where its page stands open. */
export class OpenPages {
  readonly #scripts = new Set<string>();

  allows({ isScript, path }: Act): boolean {
    return !isScript || this.#scripts.has(path);
  }

  /** Takes note of what an act brought up. */
  show({ method, path, isScript }: Act, html: string): void {
    const script = /data-provisional="([^"]+)"/.exec(html)?.[1];
    if (method === 'GET' && script) this.#scripts.add(script);
    else if (!isScript) this.#scripts.delete(`${path}/provisional`);
  }
}
