import { inLongForm } from '../platform/text/long-date';
import type { Coming } from './coming';

interface Named {
  newsletter: string;
  timeZone: string;
}

export function comingInWords(coming: Coming, { newsletter, timeZone }: Named): string {
  switch (coming.kind) {
    case 'next':
      return `The next issue of ${newsletter} comes to you.`;
    case 'paused-until':
      return `You paused ${newsletter}: nothing comes before ${inLongForm(coming.until, timeZone)}, and the next issue after that does.`;
    case 'paused-issues':
      return coming.issues === 1
        ? `You paused ${newsletter}: it skips the next issue, and then comes again.`
        : `You paused ${newsletter}: it skips the next ${coming.issues} issues, and then comes again.`;
    case 'left':
      return `You are not on the list, so no further issue of ${newsletter} comes to you.`;
    case 'suppressed':
      return `Mail to this address is stopped, so no issue of ${newsletter} comes to you.`;
    case 'erased':
      return 'What we kept of you is erased, and nothing comes to you.';
  }
}
