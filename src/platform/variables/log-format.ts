import type { LogFormat } from '../log';
import { demand, type Reader } from './variable-fault';

export const readLogFormat: Reader<LogFormat> = (text) => {
  demand(text === 'json' || text === 'text', 'must be json or text');
  return text;
};
