import { Temporal } from 'temporal-polyfill';
import type { Pause, Preferences } from '../../audience/preferences';
import { Refusal } from '../../platform/refusal';
import { PAUSE } from './words';

interface PauseFormProps {
  reader: Preferences;
  timeZone: string;
  at: Date;
}

/** Works without script. */
export function PauseForm({ reader, timeZone, at }: PauseFormProps) {
  const until = reader.paused_until && reader.paused_until > at ? reader.paused_until : null;
  const chosen = until ? 'until' : reader.paused_issues > 0 ? 'issues' : 'none';
  return (
    <fieldset>
      <legend>{PAUSE.legend}</legend>
      <Choice kind="none" chosen={chosen} />
      <Choice kind="issues" chosen={chosen} />
      <input
        type="number"
        name="issues"
        min="1"
        max="26"
        value={String(reader.paused_issues || 2)}
        aria-label={PAUSE.issuesField}
      />
      <Choice kind="until" chosen={chosen} />
      <input
        type="date"
        name="until"
        value={until ? toDay(until, timeZone) : undefined}
        aria-label={PAUSE.untilField}
      />
    </fieldset>
  );
}

function Choice({ kind, chosen }: { kind: Pause['kind']; chosen: Pause['kind'] }) {
  return (
    <label class="tick">
      <input type="radio" name="pause" value={kind} checked={chosen === kind} />
      <span>{PAUSE[kind]}</span>
    </label>
  );
}

function toDay(at: Date, timeZone: string): string {
  const instant = Temporal.Instant.fromEpochMilliseconds(at.getTime());
  return instant.toZonedDateTimeISO(timeZone).toPlainDate().toString();
}

/** A day begins at midnight in the newsletter's time zone. */
export function readPause(form: Record<string, unknown>, timeZone: string): Pause {
  if (form.pause === 'issues') return { kind: 'issues', issues: Number(form.issues) };
  if (form.pause !== 'until') return { kind: 'none' };
  const day = typeof form.until === 'string' ? form.until : '';
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) throw noSuchDay();
  try {
    const { epochMilliseconds } = Temporal.PlainDate.from(day).toZonedDateTime(timeZone);
    return { kind: 'until', until: new Date(epochMilliseconds) };
  } catch (error) {
    if (error instanceof RangeError) throw noSuchDay();
    throw error;
  }
}

function noSuchDay(): Refusal {
  return new Refusal('invalid', PAUSE.noDate);
}
