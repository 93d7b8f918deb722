import { sql } from 'kysely';
import { ensureRender } from '../../src/rendering/stored-render';
import { planDueIssues } from '../../src/sending/plan';
import type { TestDeps } from './deps';
import { planRelease } from './week';

export interface PlannedIssue {
  id: number;
  number: number;
}

/**
 * Plans further issues to everybody cheaply: each reuses the first one's render, and so its number.
 */
export async function openFurtherIssues(deps: TestDeps) {
  const { db } = deps;
  const { id: sampleId } = await planRelease(deps);
  const render = await ensureRender(deps, sampleId);
  return {
    render,
    async plan(at: Date): Promise<PlannedIssue> {
      const { rows } = await sql<PlannedIssue>`
        with issue as (
          insert into issues (number, week, state, subject, preheader, intro, created_at,
            proposed_at, send_at, released_at)
          select max(number) + 1, max(week) + 7, 'released', 'A week', '', '', ${at}, ${at}, ${at},
            ${at} from issues returning id, number
        ), render as (
          insert into renders (issue_id, rendered_at, sender, subject, html, text, frame, archive)
          select issue.id, rendered_at, sender, renders.subject, html, text, frame, archive
          from renders, issue where renders.id = ${render.id}
        ), told as (
          insert into issue_history (issue_id, at, actor, from_state, to_state)
          select id, ${at}, 'test', 'draft', 'released' from issue
        )
        select id, number from issue`.execute(db);
      await planDueIssues(db, { actor: 'send-due', at });
      return rows[0]!;
    },
  };
}
