import { createDraft, findIssueOfWeek } from '../issues/draft';
import { lockIssues } from '../issues/lock-issues';
import { type Database, inTransaction } from '../platform/database';
import type { Settings } from '../platform/settings/settings';
import { listCandidates } from './candidates';
import { writePreheader, writeSubject } from './headline';
import { type Ranked, type Ranking, rank } from './ranking';
import { dayOf, nextWeek, type Schedule } from './weekly-hour';
import { countOf } from './wording';

export interface WeekOpened {
  outcome: 'opened' | 'already open' | 'nothing to pick';
  /** Null if there is none. */
  number: number | null;
  says: string;
}

interface Opening {
  settings: Settings;
  actor: string;
  at: Date;
}

/** One transaction: exactly once, on however many machines and wherever one of them dies. */
export async function openWeek(
  db: Database,
  { settings, actor, at }: Opening,
): Promise<WeekOpened> {
  const { week, hourAt: proposedAt } = nextWeek({ ...scheduleOf(settings), after: at });
  return inTransaction(db, async (tx) => {
    await lockIssues(tx);
    const present = await findIssueOfWeek(tx, week);
    if (present) return sayAlreadyOpen(present.number, week);
    return pickAndOpen(tx, { settings, week, proposedAt, actor, at });
  });
}

export function scheduleOf(settings: Settings): Schedule {
  return { weeklyHour: settings['weekly-hour'], timeZone: settings['time-zone'] };
}

async function pickAndOpen(
  tx: Database,
  { settings, week, proposedAt, actor, at }: Opening & { week: string; proposedAt: Date },
): Promise<WeekOpened> {
  const candidates = await listCandidates(tx, { floor: settings.floor });
  const entries = settings['entries-an-issue'];
  const today = dayOf(at, settings['time-zone']);
  const ranking = rank({ candidates, entries, rest: settings['rest-issues'], today });
  const { picks } = ranking;
  if (picks.length === 0) return sayNothingToPick(candidates.length, week);
  const reason = explainLength(picks.length, entries, candidates.length);
  const draft = { week, proposedAt, reason, actor, at, ...writeContent(picks) };
  const issue = await createDraft(tx, draft);
  if (!issue) throw new Error(`the week of ${week} got an unexpected issue`);
  await keepPicks(tx, issue.id, ranking);
  await tx.deleteFrom('weeks_without_issue').where('week', '=', week).execute();
  return sayOpened(issue.number, week, reason);
}

function writeContent(picks: Ranked[]) {
  const candidates = picks.map((pick) => pick.candidate);
  return {
    subject: writeSubject(candidates),
    preheader: writePreheader(candidates),
    comparisonIds: candidates.map((candidate) => candidate.comparison_id),
  };
}

async function keepPicks(
  tx: Database,
  issueId: number,
  { picks, nearMisses }: Ranking,
): Promise<void> {
  await tx
    .insertInto('picks')
    .values(
      [...picks, ...nearMisses].map((ranked, index) => ({
        issue_id: issueId,
        comparison_id: ranked.candidate.comparison_id,
        rank: ranked.rank,
        picked: index < picks.length,
        score: ranked.score,
        reason: ranked.reason,
      })),
    )
    .execute();
}

function explainLength(picked: number, entries: number, candidates: number): string {
  const from = countOf(candidates, 'candidate');
  if (picked === entries) return `All ${entries} places are filled, from ${from}.`;
  return `Only ${picked} of ${entries} places could be filled from ${from}, so the issue is shorter.`;
}

function sayOpened(number: number, week: string, reason: string): WeekOpened {
  const says = `Issue ${number} is a draft for the week of ${week}. ${reason}`;
  return { outcome: 'opened', number, says };
}

function sayAlreadyOpen(number: number, week: string): WeekOpened {
  const says = `The week of ${week} already has its issue: number ${number}.`;
  return { outcome: 'already open', number, says };
}

function sayNothingToPick(left: number, week: string): WeekOpened {
  const why =
    left === 0
      ? 'there are no comparisons left to pick'
      : `${countOf(left, 'comparison')} left, each with a tool that is resting`;
  const says = `There is no issue for the week of ${week}: ${why}.`;
  return { outcome: 'nothing to pick', number: null, says };
}
