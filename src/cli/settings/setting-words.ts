import { describeSetting, type Settings, settingNames } from '../../platform/settings/settings';
import type { Adopted } from '../../sending/adopt';
import type { Style } from '../style';

export function settingsInWords(settings: Settings, { paint }: Style): string {
  return settingNames
    .map((name) => {
      const value = JSON.stringify(settings[name]);
      return `${paint('bold', name)} = ${value}\n    ${describeSetting(name)}`;
    })
    .join('\n');
}

export function changedInWords(before: Settings, after: Settings, { paint }: Style): string {
  const changed = settingNames.filter((name) => before[name] !== after[name]);
  const lines = changed.map((name) => {
    const [was, is] = [before[name], after[name]].map((value) => JSON.stringify(value));
    return `${name} = ${paint('bold', is!)} (was ${was})`;
  });
  return lines.join('\n') || 'Nothing changed: it already has this value.';
}

export function adoptedInWords({ public_url, drafts, cancelled }: Adopted): string {
  return [
    `This database now belongs to ${public_url}.`,
    `Released issues turned back into drafts: ${drafts.length}. Issues cancelled here because they were going out: ${cancelled.length}.`,
  ].join('\n');
}
