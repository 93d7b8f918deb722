import type { Dice } from '../../local/dice';
import type { SimulatedMail } from './mail';

/** One request, and how long after the send. */
export interface Act {
  atMs: number;
  method: 'GET' | 'HEAD' | 'POST';
  path: string;
  headers: Record<string, string>;
  address: string;
  /** A form's fields. */
  body?: string;
  /** Sent only if the page that this actor last looked at has the script that would send it. */
  isScript?: boolean;
}

/** What somebody does with one mail, from the send on. */
export type Pattern = (mail: SimulatedMail, dice: Dice) => Act[];

/** A browser or a program, and its address. */
export interface Source {
  address: string;
  /** Headers by what is asked for. */
  page: Record<string, string>;
  form: Record<string, string>;
  script: Record<string, string>;
  image: Record<string, string>;
  runsScript: boolean;
}

/** Requests of one source on a time line that its owner moves on. */
export class Timeline {
  readonly acts: Act[] = [];

  constructor(
    public nowMs: number,
    private readonly source: Source,
  ) {}

  wait(ms: number): this {
    this.nowMs += ms;
    return this;
  }

  look(path: string, method: 'GET' | 'HEAD' = 'GET'): this {
    return this.#add({ method, path, headers: this.source.page });
  }

  image(path: string | undefined): this {
    return path ? this.#add({ method: 'GET', path, headers: this.source.image }) : this;
  }

  /** Sent by the page's script, if scripts run. */
  script(path: string): this {
    if (!this.source.runsScript) return this;
    const headers = this.source.script;
    return this.#add({ method: 'POST', path: `${path}/provisional`, headers, isScript: true });
  }

  press(path: string, fields?: Record<string, string>): this {
    const body = fields && new URLSearchParams(fields).toString();
    return this.#add({ method: 'POST', path, headers: this.source.form, body });
  }

  #add(act: Omit<Act, 'atMs' | 'address'>): this {
    this.acts.push({ ...act, atMs: Math.round(this.nowMs), address: this.source.address });
    return this;
  }
}
