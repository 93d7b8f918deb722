import type { Act } from './world';

interface Page {
  script: string | null;
  /** Where its buttons lead. */
  buttons: string[];
}

/** A vote page's script acts, and its buttons can be pressed, only in an open tab. */
export class OpenPages {
  #open: Page[] = [];

  allows({ method, path, isScript }: Act): boolean {
    if (isScript) return this.#open.some(({ script }) => script === path);
    const isVote = method === 'POST' && path.startsWith('/v/');
    return !isVote || this.#withButton(path) !== undefined;
  }

  show({ method, path, isScript }: Act, html: string): void {
    if (isScript) this.#end(path);
    else if (method === 'GET') this.#open.push(readPage(html));
    else if (method === 'POST') {
      const left = this.#withButton(path);
      this.#open = [...this.#open.filter((page) => page !== left), readPage(html)];
    }
  }

  /** The page’s script runs once, and leaves the buttons where they are. */
  #end(path: string): void {
    const page = this.#open.findLast(({ script }) => script === path);
    if (page) page.script = null;
  }

  #withButton(path: string): Page | undefined {
    return this.#open.findLast(({ buttons }) => buttons.includes(path));
  }
}

function readPage(html: string): Page {
  return {
    script: /data-provisional="([^"]+)"/.exec(html)?.[1] ?? null,
    buttons: [...html.matchAll(/<form\b[^<>]* action="([^"<>]+)"/g)].map(([, action]) => action!),
  };
}
