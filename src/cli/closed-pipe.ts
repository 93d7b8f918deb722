/**
 * Drops what is written after the reader has closed the pipe, as `head` does, so that the command
 * still finishes its work. Aborted from then on.
 */
export function ignoreClosedPipe(stream: NodeJS.WritableStream): AbortSignal {
  const closed = new AbortController();
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    closed.abort();
  });
  return closed.signal;
}
