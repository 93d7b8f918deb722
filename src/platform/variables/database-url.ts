import { databaseHost, encryptionOf } from '../postgres/database-url';
import { type Reader, requireThat } from './variable-fault';

/** The one in .env.example. */
const EXAMPLE_PASSWORD = 'password';

export const readDatabaseUrl: Reader<string> = (text, { isProduction }) => {
  const isUrl = /^postgres(ql)?:\/\//i.test(text) && URL.canParse(text) && isDecodable(text);
  requireThat(isUrl, 'must be a URL such as postgres://user:password@host:5432/name');
  requireThat(databaseHost(text) !== '', 'must name a host');
  const { password, searchParams } = new URL(text);
  requireThat(!searchParams.has('ssl'), 'must use sslmode instead of ssl');
  requireThat(
    encryptionOf(text) !== null,
    'must have an sslmode of disable, no-verify or verify-full',
  );
  const given = searchParams.get('password') ?? decodeURIComponent(password);
  const isExample = given.toLowerCase() === EXAMPLE_PASSWORD;
  requireThat(!isProduction || !isExample, 'must have its own password, not the example’s');
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
