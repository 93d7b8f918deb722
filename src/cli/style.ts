import type { Database } from '../platform/database';
import { readSettings } from '../platform/settings/settings';
import { momentsIn } from '../platform/text/moments';

/** Emphasises or colours text at a terminal; elsewhere returns it unchanged. */
export type Paint = (look: 'bold' | 'dim' | 'green' | 'yellow' | 'red', text: string) => string;

export interface Style {
  paint: Paint;
  /** A moment to the minute, in the newsletter's zone. */
  at: (moment: Date) => string;
  /** The same with seconds. */
  exactly: (moment: Date) => string;
}

export const plain: Paint = (_, text) => text;

export async function readStyle(db: Database, paint: Paint): Promise<Style> {
  const { 'time-zone': timeZone } = await readSettings(db);
  const exactly = momentsIn(timeZone, { withSeconds: true });
  return { paint, at: momentsIn(timeZone), exactly };
}
