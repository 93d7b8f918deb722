import type { Deps } from '../platform/deps';
import { errorFields } from '../platform/log';
import type { Check, Patient } from './check';
import { databaseClockCheck, resendClockCheck } from './clocks';
import {
  alertsCheck,
  encryptionCheck,
  installationCheck,
  jobsCheck,
  migrationsCheck,
  roleCheck,
} from './database';
import { domainCheck, trackingCheck } from './domain';
import { type Finding, fault } from './finding';
import { keyCheck, mailCheck } from './key';
import { addressCheck, linkDomainCheck } from './links';
import { fetchResendFacts } from './resend-facts';
import { postalCheck, staffCheck } from './settings';
import { signingKeysCheck } from './signing-keys';
import { secretCheck, webhookCheck } from './webhook';

const CHECKS: Check[] = [
  mailCheck,
  keyCheck,
  domainCheck,
  trackingCheck,
  webhookCheck,
  secretCheck,
  addressCheck,
  linkDomainCheck,
  postalCheck,
  staffCheck,
  databaseClockCheck,
  resendClockCheck,
  signingKeysCheck,
  installationCheck,
  migrationsCheck,
  roleCheck,
  encryptionCheck,
  jobsCheck,
  alertsCheck,
];

export interface Examined extends Finding {
  check: string;
  place: string;
}

/** Each check fails alone. */
export async function examine(
  deps: Deps,
  { isMigrated }: Pick<Patient, 'isMigrated'>,
): Promise<Examined[]> {
  const patient = { deps, resend: await fetchResendFacts(deps), isMigrated };
  const examined: Examined[] = [];
  for (const { name: check, place, examine } of CHECKS) {
    const found = await Promise.resolve(patient).then(examine).catch(asFault);
    examined.push({ check, place, ...found });
  }
  return examined;
}

function asFault(error: unknown): Finding {
  const { error: name, code } = errorFields(error);
  return fault(`The check itself failed (${[name, code].filter(Boolean).join(' ')}).`);
}
