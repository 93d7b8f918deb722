import { hostname } from 'node:os';

export function nameProcess(): string {
  return `${hostname()}:${process.pid}`;
}
