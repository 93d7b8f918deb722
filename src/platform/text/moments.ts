/** Puts moments as lists show them: "2026-11-24 09:00 CET", or with seconds. */
export function momentsIn(
  timeZone: string,
  { withSeconds = false }: { withSeconds?: boolean } = {},
): (at: Date) => string {
  const format = new Intl.DateTimeFormat('en-GB', {
    ...{ year: 'numeric', month: '2-digit', day: '2-digit' },
    ...{ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
    ...{ timeZone, timeZoneName: 'short' },
  });
  return (at) => {
    const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
    const day = `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`;
    const seconds = withSeconds ? `:${parts.get('second')}` : '';
    const time = `${parts.get('hour')}:${parts.get('minute')}${seconds}`;
    return `${day} ${time} ${parts.get('timeZoneName')}`;
  };
}

/** "Tuesday, 24 November 2026 at 09:00 (Europe/Berlin)". */
export function inFull(at: Date, timeZone: string): string {
  const format = new Intl.DateTimeFormat('en-GB', {
    dateStyle: 'full',
    timeStyle: 'short',
    timeZone,
  });
  return `${format.format(at)} (${timeZone})`;
}
