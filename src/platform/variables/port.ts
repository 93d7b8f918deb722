import { type Reader, requireThat } from './variable-fault';

/** 0 picks a free port, which no proxy could know. */
export const readPort: Reader<number> = (text, { isProduction }) => {
  const isPort = /^\d{1,5}$/.test(text) && Number(text) <= 65_535;
  requireThat(isPort, 'must be a port number, from 1 to 65535');
  requireThat(!isProduction || Number(text) > 0, 'must not be 0 in production');
  return Number(text);
};
