import { connect, type Socket } from 'node:net';
import { atEnd } from './at-end';

/** A client that says what it likes, and reads only where it is told to. */
export interface RawClient {
  socket: Socket;
  /** Everything that it was answered, until the other side closed. */
  untilClosed(): Promise<string>;
  /** What it has been answered once this many answers have begun. */
  untilAnswered(answers: number): Promise<string>;
  isClosed(): boolean;
}

/** Connects from an address of this machine; what the other side does to it is no error. */
export async function openRawClient(port: number, from = '127.0.0.1'): Promise<RawClient> {
  const socket = connect({ port, host: '127.0.0.1', localAddress: from });
  socket.on('error', () => {});
  atEnd(async () => socket.destroy());
  await new Promise((resolve) => socket.once('connect', resolve).once('close', resolve));
  let text = '';
  const read = () =>
    socket.setEncoding('latin1').on('data', (more: string) => {
      text += more;
    });
  const isClosed = () => socket.destroyed;
  const next = (event: 'data' | 'close') =>
    new Promise((resolve) => socket.once(event, resolve).once('close', resolve));
  return {
    socket,
    async untilClosed() {
      read();
      if (!isClosed()) await next('close');
      return text;
    },
    async untilAnswered(answers) {
      read();
      while (!isClosed() && text.split('HTTP/1.1 ').length <= answers) await next('data');
      return text;
    },
    isClosed,
  };
}
