import { importReaders } from '../../src/audience/lists/import-readers';
import type { Deps } from '../../src/platform/deps';
import { setSetting } from '../../src/platform/settings/settings';

/** What the emulator lets happen to a mail, by a label in its address; the others are delivered. */
const LABELS: Record<number, string> = { 17: '+bounced', 34: '+soft', 51: '+complained' };
const A_LABEL_IN = 100;

/** Invented readers, three in a hundred of them with a label. The brake lets all of it pass. */
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

interface Told {
  email: string | null;
  delivered_at: Date | null;
  bounced_at: Date | null;
  complained_at: Date | null;
}

/** Whether all that the emulator told of an accepted mail is known, however it came. */
export function isToldWell({ email, ...told }: Told): boolean {
  const happened = (label: string) => email!.includes(label);
  const hasBounced = happened('+bounced') || happened('+soft');
  return (
    (told.bounced_at !== null) === hasBounced &&
    (told.complained_at !== null) === happened('+complained') &&
    (hasBounced || told.delivered_at !== null)
  );
}
