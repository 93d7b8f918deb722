import { createServer } from 'node:net';

/** The preferred port if nobody listens on it on 127.0.0.1, else one that is free right now. */
export async function findFreePort(preferred: number | null): Promise<number> {
  if (preferred === null) return listenOnce(0);
  return listenOnce(preferred).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE' && error.code !== 'EACCES') throw error;
    return listenOnce(0);
  });
}

function listenOnce(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : port));
    });
  });
}
