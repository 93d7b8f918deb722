import { hostname } from 'node:os';

/** This process in words: its machine's name and its number there. */
export function nameProcess(): string {
  return `${hostname()}:${process.pid}`;
}
