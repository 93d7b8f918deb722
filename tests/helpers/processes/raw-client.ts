import { connect, type Socket } from 'node:net';
import { atEnd } from '../at-end';

/** Sends anything, and reads only when told to. */
export interface RawClient {
  socket: Socket;
  /** Everything received until the other side closed. */
  untilClosed(): Promise<string>;
  /** What was received once this many answers have begun. */
  untilAnswered(answers: number): Promise<string>;
  isClosed(): boolean;
}

/** From this local address; nothing that the other side does is an error. */
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
