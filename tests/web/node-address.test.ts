import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { readIpAddress } from '../../src/platform/network/ip-address';
import { networkOf } from '../../src/tracking/evidence';
import { nodeAddress, trustIn } from '../../src/web/node-address';
import { atEnd } from '../helpers/at-end';

describe('an address', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    [' 203.0.113.7 ', '203.0.113.7'],
    ['203.0.113.7:49152', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['::FFFF:203.0.113.7', '203.0.113.7'],
    ['::ffff:cb00:7107', '203.0.113.7'],
    ['0:0:0:0:0:ffff:cb00:7107', '203.0.113.7'],
    ['[::ffff:203.0.113.7]:443', '203.0.113.7'],
    ['2001:DB8::1', '2001:db8:0:0:0:0:0:1'],
    ['[2001:db8::1]', '2001:db8:0:0:0:0:0:1'],
    ['[2001:db8::1]:443', '2001:db8:0:0:0:0:0:1'],
    ['2001:0db8:0000:0000:0000:0000:0000:0001', '2001:db8:0:0:0:0:0:1'],
    ['fe80::1%eth0', 'fe80:0:0:0:0:0:0:1'],
    ['::', '0:0:0:0:0:0:0:0'],
    ['::203.0.113.7', '0:0:0:0:0:0:cb00:7107'],
    ['64:ff9b::203.0.113.7', '64:ff9b:0:0:0:0:cb00:7107'],
  ])('written as %s is read as %s', (text, address) => {
    expect(readIpAddress(text)).toBe(address);
  });

  it.each([
    '',
    'unknown',
    '_hidden',
    '203.0.113',
    '203.0.113.7.8',
    '203.0.113.256',
    '0203.0.113.7',
    '203.0.113.7:port',
    '203.0.113.7:1:2',
    '1:2:3',
    '::1::2',
    '[203.0.113.7',
    '2001:db8::1]:443',
    'for=203.0.113.7',
    `${'1'.repeat(5_000)}.1.1.1`,
    '203.0.113.7, 198.51.100.1',
  ])('is not read from "%s"', (text) => {
    expect(readIpAddress(text)).toBeNull();
  });

  it('is in the same network however it is written', () => {
    expect(networkOf('::ffff:cb00:7107')).toBe('203.0.113.0/24');
    expect(networkOf('203.0.113.7:80')).toBe('203.0.113.0/24');
    expect(networkOf('[2001:db8:5::1]:80')).toBe(networkOf('2001:DB8:5:0:1::9%eth0'));
  });
});

/** The address that a server sees when its peer is 127.0.0.1. */
async function openWith(trustedProxies: string[]) {
  const clientAddress = nodeAddress(trustedProxies);
  const app = new Hono().get('/', (c) => c.json(clientAddress(c)));
  const server = createServer(getRequestListener(app.fetch));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  atEnd(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const { port } = server.address() as AddressInfo;
  return async (...forwarded: string[]): Promise<string> => {
    const headers = { 'x-forwarded-for': forwarded, connection: 'close' };
    return new Promise((resolve, reject) => {
      const asked = request({ host: '127.0.0.1', port, headers }, (answer) => {
        text(answer).then((said) => resolve(JSON.parse(said)), reject);
      });
      asked.once('error', reject).end();
    });
  };
}

describe('who asks', async () => {
  const behindProxy = await openWith(['127.0.0.0/8', '10.0.0.0/8', '2001:db8:aaaa::/48']);
  const alone = await openWith([]);

  it('is the peer if no proxy is trusted, whatever it says about others', async () => {
    expect(await alone('198.51.100.1')).toBe('127.0.0.1');
    expect(await alone()).toBe('127.0.0.1');
  });

  it.each([
    ['the address that the proxy names', ['198.51.100.1'], '198.51.100.1'],
    ['without its port', ['198.51.100.1:50000'], '198.51.100.1'],
    ['without brackets and port', ['[2001:db8::7]:50000'], '2001:db8:0:0:0:0:0:7'],
    ['as IPv4 where it was mapped', ['::ffff:198.51.100.1'], '198.51.100.1'],
    ['the last that no proxy of ours has', ['192.0.2.9, 198.51.100.1, 10.1.2.3'], '198.51.100.1'],
    ['the last over several headers', ['192.0.2.9', '198.51.100.1', '10.1.2.3:80'], '198.51.100.1'],
    ['behind a proxy of IPv6', ['198.51.100.1, 2001:db8:aaaa::5'], '198.51.100.1'],
    ['never one that the visitor made up', ['10.0.0.1, 198.51.100.1'], '198.51.100.1'],
    ['never one behind what cannot be read', ['192.0.2.9, unknown'], '127.0.0.1'],
    ['the nearest that can be read', ['192.0.2.9, unknown, 10.1.2.3'], '10.1.2.3'],
    ['the peer where nothing is named', [], '127.0.0.1'],
    ['the peer where an empty name comes', [''], '127.0.0.1'],
    ['the peer where the last name is empty', ['192.0.2.9,'], '127.0.0.1'],
    ['the furthest where all are ours', ['10.0.0.9, 10.1.2.3'], '10.0.0.9'],
    [
      'the last of very many',
      [`${Array(500).fill('192.0.2.9').join(',')}, 198.51.100.1`],
      '198.51.100.1',
    ],
  ])('is, behind a trusted proxy, %s', async (_, forwarded, address) => {
    expect(await behindProxy(...forwarded)).toBe(address);
  });
});

it('a proxy is trusted however its address is written', () => {
  const isTrusted = trustIn(['10.0.0.0/8', '2001:db8::5']);
  for (const address of ['10.9.9.9', '::ffff:10.9.9.9', '2001:db8:0::5'])
    expect(isTrusted(address), address).toBe(true);
  for (const address of ['11.0.0.1', '2001:db8::6', '', 'unknown'])
    expect(isTrusted(address), address).toBe(false);
});
