import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { sql } from 'kysely';
import pg from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../../src/platform/database';
import { explainDatabaseFailure } from '../../src/platform/postgres/database-failure';
import {
  connectionString,
  databaseHost,
  isPrivateHost,
} from '../../src/platform/postgres/database-url';
import { silent } from '../helpers/silent-log';

/** Made for this test only: `openssl req -x509 -newkey ec -subj /CN=db.invented.press`. */
const key = pem('PRIVATE KEY', [
  'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgSuCDCI0e1z865h9Ss6zRIP7i5MdJL6+90hBya/ia',
  'DuihRANCAASbi+3nh3U4h5Ia9WTuOEZ76KxnW/WQ1BMXw5goEole0s3B5IaUJpjHNSl/e8s5ZueNq4lkFY6XlXy9',
  'rj+Hbe1v',
]);
const cert = pem('CERTIFICATE', [
  'MIIBrTCCAVOgAwIBAgIUYCSugnRqM2ChNCeSR9vz2z5zt4EwCgYIKoZIzj0EAwIwHDEaMBgGA1UEAwwRZGIuaW52',
  'ZW50ZWQucHJlc3MwIBcNMjYxMTI3MTM1NjEwWhgPMjEyNjExMDMxMzU2MTBaMBwxGjAYBgNVBAMMEWRiLmludmVu',
  'dGVkLnByZXNzMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEm4vt54d1OIeSGvVk7jhGe+isZ1v1kNQTF8OYKBKJ',
  'XtLNweSGlCaYxzUpf3vLOWbnjauJZBWOl5V8va4/h23tb6NxMG8wHQYDVR0OBBYEFBrhBKGlSvrFhngK12+/5rZB',
  'zwScMB8GA1UdIwQYMBaAFBrhBKGlSvrFhngK12+/5rZBzwScMA8GA1UdEwEB/wQFMAMBAf8wHAYDVR0RBBUwE4IR',
  'ZGIuaW52ZW50ZWQucHJlc3MwCgYIKoZIzj0EAwIDSAAwRQIgJduQ3TL+Bz8iNIkxbYxoZqmP9lqHaiqAts8X8DF5',
  'HKACIQCh8aJHU5bAh9G7kjfj3+8CSey9hT08zz+vwVgv73w+tw==',
]);

describe('a database’s host', () => {
  it.each([
    ...['localhost', '127.0.0.1', '127.1', '2130706433', '::1', '0.0.0.0', '/var/run/postgresql'],
    ...['10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.5', '169.254.1.1', 'fd12::1'],
    ...['fe80::1', '::ffff:10.0.0.1', 'db', 'postgres', 'db.internal', 'db.local', 'DB.Internal.'],
  ])('on this machine or a private network needs no TLS: %s', (host) => {
    expect(isPrivateHost(host)).toBe(true);
  });

  it.each([
    ...['db.invented.press', '8.8.8.8', '134744072', '0x08080808', '172.32.0.1', '172.15.0.1'],
    ...['11.0.0.1', '192.169.0.1', '128.0.0.1', '2001:db8::1', '::ffff:8.8.8.8', 'internal.press'],
    ...['localhost.invented.press', '10.0.0.1.invented.press', 'db.internal.press', 'fe80.press'],
  ])('elsewhere does: %s', (host) => {
    expect(isPrivateHost(host)).toBe(false);
  });

  it('is the one that node-postgres connects to, wherever the URL names it', () => {
    for (const url of [
      'postgres://u:p@db.invented.press:6432/verdicts',
      'postgres://u:p@localhost/verdicts?host=db.invented.press',
      'postgres://u:p@[2001:db8::1]:5432/verdicts',
      'postgres://u:p@%2Fvar%2Frun%2Fpostgresql/verdicts',
      'postgres://u:p@localhost/verdicts?host=/var/run/postgresql',
      'postgres://u:p@localhost/verdicts?host=localhost&host=db.invented.press',
    ]) {
      expect(databaseHost(url), url).toBe(new pg.Client(url).host);
    }
  });
});

describe('TLS', () => {
  const sslOf = (url: string) =>
    (new pg.Client(connectionString(url)) as pg.Client & { ssl: unknown }).ssl;

  it('is demanded and the certificate checked for a host elsewhere, unless the URL says otherwise', () => {
    const url = 'postgres://u:p@db.invented.press/verdicts';
    for (const words of [
      ...['', '?sslmode=prefer', '?sslmode=allow', '?sslmode=require', '?sslmode=verify-full'],
      '?uselibpqcompat=true&sslmode=require',
    ]) {
      expect(sslOf(url + words), words).toEqual({});
    }
    expect(sslOf(`${url}?sslmode=no-verify`)).toEqual({ rejectUnauthorized: false });
    expect(sslOf(`${url}?sslmode=disable`)).toBe(false);
    expect(sslOf('postgres://u:p@localhost/verdicts?host=db.invented.press')).toEqual({});
    expect(sslOf('postgres://u:p@localhost/verdicts')).toBe(false);
    expect(sslOf('postgres://u:p@localhost/verdicts?sslmode=require')).toEqual({});
  });

  it('that the server does not offer is reported in a sentence, and no password is sent', async () => {
    const { url, heard } = await listen((socket) => socket.write('N'));
    expect(await failureOf(`${url}?sslmode=require`)).toMatch(/^The database does not offer TLS: /);
    expect(heard()).toHaveLength(8);
  });

  it('with an untrusted certificate is refused before the password is sent, except with no-verify', async () => {
    const { url, secured } = await listen((socket) => socket.write('S'), true);
    expect(await failureOf(`${url}?sslmode=require`)).toMatch(/certificate is not trusted/);
    expect(secured()).toBe('');
    await failureOf(`${url}?sslmode=no-verify`);
    expect(secured()).toContain('verdicts-user');
  });
});

function pem(what: string, lines: string[]): string {
  return `-----BEGIN ${what}-----\n${lines.join('\n')}\n-----END ${what}-----\n`;
}

async function failureOf(url: string): Promise<string | null> {
  const db = openDatabase(url, { max: 1, log: silent });
  onTestFinished(() => db.destroy());
  return sql`select 1`.execute(db).then(
    () => 'it connected',
    (error: unknown) => explainDatabaseFailure(error),
  );
}

/** Answers the first packet and, if it speaks TLS, hangs up after the second. */
async function listen(answer: (socket: Socket) => void, speaksTls = false) {
  const packets: Buffer[] = [];
  let inside = '';
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', (packet) => {
      packets.push(packet);
      answer(socket);
      if (!speaksTls) return;
      const secure = new TLSSocket(socket, { isServer: true, key, cert });
      secure.on('error', () => {});
      secure.on('data', (data) => {
        inside += data.toString('latin1');
        secure.destroy();
      });
    });
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const url = `postgres://verdicts-user:top@127.0.0.1:${port}/verdicts`;
  return { url, heard: () => Buffer.concat(packets), secured: () => inside };
}
