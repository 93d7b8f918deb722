import { databaseHost, encryptionOf } from '../postgres/database-url';
import { demand, type Reader } from './variable-fault';

/** The one in .env.example. */
const EXAMPLE_PASSWORD = 'password';

export const readDatabaseUrl: Reader<string> = (text, { isProduction }) => {
  const isUrl = /^postgres(ql)?:\/\//i.test(text) && URL.canParse(text) && isDecodable(text);
  demand(isUrl, 'must be a URL such as postgres://user:password@host:5432/name');
  demand(databaseHost(text) !== '', 'must name a host');
  const { password, searchParams } = new URL(text);
  demand(!searchParams.has('ssl'), 'must use sslmode instead of ssl');
  demand(encryptionOf(text) !== null, 'must have an sslmode of disable, no-verify or verify-full');
  const given = searchParams.get('password') ?? decodeURIComponent(password);
  const isExample = given.toLowerCase() === EXAMPLE_PASSWORD;
  demand(!isProduction || !isExample, 'must have its own password, not the example’s');
  return text;
};

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
