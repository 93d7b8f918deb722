import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { samplesFolder } from '../../src/demo/samples';
import { openCommandLine } from '../helpers/processes/command-line';
import type { CommandResult } from '../helpers/processes/program';
import { readFingerprints } from '../helpers/table-counts';

const LATER = '2126-11-24T09:00Z';
const BY = ['--by', 'Edda'];

/** Issue 1 is a draft, issue 2 is released, issue 3 is cancelled. */
async function openFixture() {
  const { run, ask, db, file } = await openCommandLine();
  await writeFile(file('binary.md'), Buffer.from([0xff, 0xfe, 0x00, 0x81]));
  await writeFile(file('script.md'), 'See [this](javascript:alert(1)).');
  await writeFile(file('no-email.csv'), 'name\nEdda\n');
  await writeFile(file('readers.csv'), 'email\nreader@example.com\n');
  await ask('import', samplesFolder(), '--published', '2026-11-20');
  await ask('settings', 'set', 'postal-address', '4 Quay Street, Cork');
  for (const day of ['2026-11-23', '2026-11-30', '2026-12-07'])
    await ask('job', 'open-week', '--at', `${day}T06:00Z`);
  await ask('issue', 'release', '2', '--at', LATER, ...BY);
  await ask('issue', 'cancel', '3', ...BY);
  return { asked: (...args: string[]) => run(...args, '--json'), ask, db, file };
}

// Nothing changes, so that all may be refused on the same rows.
const { asked, ask, db, file } = await openFixture();
const before = await readFingerprints(db);

/** One sentence on standard error, exit 1, and with --json one document. */
function expectSentence(ran: CommandResult, sentence: RegExp): void {
  expect(ran.code, ran.said).toBe(1);
  expect(ran.said).toMatch(sentence);
  expect(ran.said.trim()).toMatch(/^[^\n]{10,}[.”"]$/);
  const [json] = [JSON.parse(ran.out) as { error: string }];
  expect(json.error).toBe(ran.said.trim());
}

/** The same, with every row as it was. */
async function expectRefusal(ran: CommandResult, sentence: RegExp): Promise<void> {
  expectSentence(ran, sentence);
  expect(await readFingerprints(db)).toEqual(before);
}

describe('a command is refused in one sentence and changes nothing', () => {
  it('where it names an issue that is not there', async () => {
    for (const args of [
      ['show', '99'],
      ['withdraw', '99'],
      ['cancel', '99', ...BY],
    ])
      await expectRefusal(await asked('issue', ...args), /99/);
    await expectRefusal(await asked('report', '--issue', '99'), /99/);
  });

  it('where an issue’s number is not a number', async () => {
    for (const number of ['0', '1.5', 'one', '1e3'])
      await expectRefusal(await asked('issue', 'show', number), /not an issue’s number/);
    await expectRefusal(await asked('report', '--issue', '-1'), /not an issue’s number/);
  });

  it('where a time is invalid, or is past', async () => {
    const release = (at: string) => asked('issue', 'release', '1', '--at', at, ...BY);
    await expectRefusal(await release('tomorrow'), /"tomorrow" is not a time such as/);
    await expectRefusal(await release('2126-02-30T09:00Z'), /is not a time such as/);
    await expectRefusal(await release('2020-01-01T09:00Z'), /is in the past/);
    const job = await asked('job', 'open-week', '--at', '25:00');
    await expectRefusal(job, /"25:00" is not a time such as/);
    await expectRefusal(await asked('job', 'open-week', '--at', ''), /"" is not a time such as/);
  });

  it('where an order names an unknown comparison, a tool twice, none or too many', async () => {
    const order = (slugs: string) => asked('issue', 'entries', '1', '--order', slugs);
    await expectRefusal(await order('nobody-vs-nothing'), /nobody-vs-nothing/);
    await expectRefusal(
      await order('otter-vs-notebooklm,notebooklm-vs-elevenlabs'),
      /share a tool/,
    );
    await expectRefusal(await order(',,'), /1 to 5 entries/);
    await expectRefusal(await order('a,b,c,d,e,f'), /1 to 5 entries/);
  });

  it('where it edits an issue that is released', async () => {
    const { entries } = await ask<{ entries: { slug: string }[] }>('issue', 'show', '2');
    const slug = entries[0]!.slug;
    await expectRefusal(await asked('issue', 'edit', '2', '--subject', 'Other'), /released/);
    await expectRefusal(await asked('issue', 'entries', '2', '--order', slug), /released/);
    await expectRefusal(await asked('issue', 'release', '2', '--at', LATER, ...BY), /released/);
  });

  it.each([
    ['withdraw', '1', 'draft'],
    ['pause', '1', 'draft'],
    ['resume', '1', 'draft'],
    ['pause', '2', 'released'],
    ['resume', '2', 'released'],
    ['withdraw', '3', 'cancelled'],
    ['cancel', '3', 'cancelled'],
  ])('where it would %s issue %s, which is %s', async (command, number, state) => {
    await expectRefusal(await asked('issue', command, number, ...BY), new RegExp(state));
  });

  it('where an edit is too long, or its intro cannot be accepted', async () => {
    const edit = (...args: string[]) => asked('issue', 'edit', '1', ...args);
    await expectRefusal(await edit(), /Nothing to change/);
    await expectRefusal(await edit('--subject', ' '), /subject/);
    await expectRefusal(await edit('--subject', 'x'.repeat(151)), /at most 150/);
    await expectRefusal(await edit('--subject', 'one\ntwo'), /one line/);
    await expectRefusal(await edit('--intro', file('gone.md')), /gone\.md" cannot be read/);
    await expectRefusal(await edit('--intro', ''), /cannot be read/);
    await expectRefusal(await edit('--intro', file('binary.md')), /not UTF-8/);
    await expectRefusal(await edit('--intro', file('script.md')), /javascript/);
  });

  it('where nobody says who releases', async () => {
    await expectRefusal(await asked('issue', 'release', '1', '--at', LATER, '--by', ' '), /who/);
  });

  it('where a test’s address is invalid, or a preview’s file cannot be written', async () => {
    await expectRefusal(await asked('issue', 'test', '1', '--to', 'nobody'), /No test was sent/);
    const preview = await asked('issue', 'preview', '1', '--to', file('gone/p.html'));
    await expectRefusal(preview, /cannot be written/);
  });

  it('where readers’ file or consent is missing, or the file has no column email', async () => {
    const take = (name: string, consent: string) =>
      asked('readers', 'import', file(name), '--consent', consent);
    await expectRefusal(await take('gone.csv', 'at a fair'), /gone\.csv" cannot be read/);
    await expectRefusal(await take('no-email.csv', 'at a fair'), /"email"/);
    await expectRefusal(await take('readers.csv', ' '), /where and when/);
    await expectRefusal(await asked('suppressions', 'add', 'nobody'), /Not suppressed/);
    const bored = await asked('suppressions', 'add', 'a@example.com', '--reason', 'bored');
    await expectRefusal(bored, /A reason is one of/);
  });

  it('where a setting is unknown, or a value is not valid for it', async () => {
    const set = (name: string, value: string) => asked('settings', 'set', name, value);
    await expectRefusal(
      await set('colour', 'blue'),
      /There is no setting "colour"\. The settings are newsletter-name, /,
    );
    await expectRefusal(await set('floor', '0'), /floor/);
    await expectRefusal(await set('floor', 'many'), /floor/);
    await expectRefusal(await set('time-zone', 'Mars/Base'), /time zone such as/);
    await expectRefusal(await set('postal-address', ' '), /at least one character/);
    await expectRefusal(await set('weekly-hour', 'someday'), /weekday and a time/);
  });

  it('where a seat’s tool, seat or verdict is unknown, or a comparison to pin is', async () => {
    const seat = (...args: string[]) => asked('seat', ...args);
    await expectRefusal(await seat('a-vs-b', 'a', 'builder', 'ship'), /a-vs-b/);
    await expectRefusal(await seat('cursor-vs-zed', 'lex', 'builder', 'ship'), /lex/);
    await expectRefusal(await seat('cursor-vs-zed', 'zed', 'driver', 'ship'), /driver/);
    await expectRefusal(await seat('cursor-vs-zed', 'zed', 'builder', 'maybe'), /maybe/);
    await expectRefusal(await asked('pin', 'a-vs-b'), /a-vs-b/);
  });

  it('where a job or a publication day does not exist', async () => {
    await expectRefusal(
      await asked('job', 'tidy-up'),
      /no job "tidy-up"\. The jobs are open-week, /,
    );
    const published = await asked('import', samplesFolder(), '--published', '20.11.2026');
    await expectRefusal(published, /not a day such as/);
    const empty = await asked('import', samplesFolder(), '--published', '');
    await expectRefusal(empty, /"" is not a day such as/);
  });
});

it('an issue without a postal address is not released', async () => {
  const own = await openFixture();
  await own.db.deleteFrom('settings').where('name', '=', 'postal-address').execute();
  const rows = await readFingerprints(own.db);
  const released = await own.asked('issue', 'release', '1', '--at', LATER, ...BY);
  expectSentence(released, /postal address/);
  expect(await readFingerprints(own.db)).toEqual(rows);
});
