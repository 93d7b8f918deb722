import type { Command } from 'commander';

/** What may come next. */
export interface Candidate {
  word: string;
  says: string;
}

/** A command, by the words that lead to it (`issue release`), and what may follow it. */
export interface Place {
  path: string;
  /** Commands below it, or values of its first argument. */
  words: Candidate[];
  options: Candidate[];
}

/** Values of a command's first argument, by its path. */
export type KnownValues = Record<string, readonly string[]>;

/** The program itself, with the path '', and every command below it. */
export function listPlaces(command: Command, known: KnownValues, path = ''): Place[] {
  const below = command.commands.map((each) => ({ word: each.name(), says: each.description() }));
  const values = (known[path] ?? []).map((word) => ({ word, says: '' }));
  const options = command.options.flatMap(({ long, description }) =>
    long ? [{ word: long, says: description }] : [],
  );
  const place = { path, words: [...below, ...values], options: [...options, HELP] };
  const deeper = command.commands.flatMap((each) =>
    listPlaces(each, known, path === '' ? each.name() : `${path} ${each.name()}`),
  );
  return [place, ...deeper];
}

const HELP: Candidate = { word: '--help', says: 'show help' };
