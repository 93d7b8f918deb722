import type { LogFormat } from '../log';
import { type Reader, requireThat } from './variable-fault';

export const readLogFormat: Reader<LogFormat> = (text) => {
  requireThat(text === 'json' || text === 'text', 'must be json or text');
  return text;
};
