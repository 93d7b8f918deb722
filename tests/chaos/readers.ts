import { importReaders } from '../../src/audience/lists/import-readers';
import type { Deps } from '../../src/platform/deps';
import { setSetting } from '../../src/platform/settings/settings';

/** Labels tell the emulator what happens to a mail; the others are delivered. */
const LABELS: Record<number, string> = { 17: '+bounced', 34: '+soft', 51: '+complained' };
const A_LABEL_IN = 100;

/** Three in a hundred have a label. The brake allows all of it. */
export async function inviteReaders({ db, installation, now }: Deps, count: number): Promise<void> {
  const at = now();
  for (const name of ['brake-bounces', 'brake-complaints'])
    await setSetting(db, { name, value: '100', at });
  const lines = Array.from({ length: count }, (_, nth) => {
    const label = LABELS[nth % A_LABEL_IN] ?? '';
    return `reader${nth}${label}@example.com,${nth % 2 ? 'no' : 'yes'}`;
  });
  const csv = ['email,opens', ...lines].join('\n');
  await importReaders(db, { csv, consent: 'at a fair', installation, actor: 'chaos', at });
}

interface EventMarks {
  email: string | null;
  delivered_at: Date | null;
  bounced_at: Date | null;
  complained_at: Date | null;
}

/** Whether everything that the emulator reported of an accepted mail is recorded. */
export function hasExpectedEvents({ email, ...told }: EventMarks): boolean {
  const happened = (label: string) => email!.includes(label);
  const hasBounced = happened('+bounced') || happened('+soft');
  return (
    (told.bounced_at !== null) === hasBounced &&
    (told.complained_at !== null) === happened('+complained') &&
    (hasBounced || told.delivered_at !== null)
  );
}
