import { spawn } from 'node:child_process';

/** An account of the operating system that PostgreSQL runs under. */
export interface Account {
  name: string;
  uid: number;
  gid: number;
}

export interface Ran {
  /** null if the program could not be started at all. */
  code: number | null;
  output: string;
}

/** Passes on nothing of our environment: SQL may start programs, which would inherit it. */
export function run(
  program: string,
  args: string[],
  { account, cwd, pgdata }: { account: Account | null; cwd: string; pgdata?: string },
): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd,
      env: minimalEnvironment(pgdata),
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(account && { uid: account.uid, gid: account.gid }),
    });
    let output = '';
    const collect = (bytes: Buffer) => {
      output += bytes;
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', (error) => resolve({ code: null, output: error.message }));
    child.on('close', (code) => resolve({ code, output: output.trim() }));
  });
}

function minimalEnvironment(pgdata: string | undefined): Record<string, string> {
  const { SystemRoot } = process.env;
  return {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    LC_ALL: 'C',
    ...(pgdata && { PGDATA: pgdata }),
    ...(SystemRoot && { SystemRoot }),
  };
}
