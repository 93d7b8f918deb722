import { readAudienceByState } from '../../deliveries/audience-by-state';
import { halveBatch, recordRefused } from '../../deliveries/batches/outcomes';
import { pauseIssue } from '../../deliveries/pause';
import type { Deps } from '../../platform/deps';
import type { Ready } from './seal-batch';

interface Refused {
  name: string;
  message: string;
}

/** So many refused and none accepted: the fault is not the readers'. */
const TOO_MANY_REFUSED = 5;

/** A refused reader leaves the batch; a refusal that names nobody halves it, down to one. */
export async function leaveOutRefused(
  deps: Deps,
  { batch, rows }: Ready,
  refused: Refused,
): Promise<void> {
  const { id: batchId, composition, lease_until: leaseUntil } = batch;
  const known = { batchId, composition, leaseUntil, reason: refused.name };
  const named = rows.length === 1 ? rows[0] : findNamed(rows, refused.message);
  if (!named) return halveBatch(deps.db, known);
  await recordRefused(deps.db, { ...known, deliveryId: named.id, refusal: refused.name });
  await pauseWhereAllAreRefused(deps, batch.issue_id, refused);
}

function findNamed<Row extends { email: string }>(rows: Row[], message: string): Row | undefined {
  const words = new Set(message.toLowerCase().split(/[\s"'`<>(),;]+/));
  return rows.find((row) => words.has(row.email.toLowerCase()));
}

async function pauseWhereAllAreRefused(
  deps: Deps,
  issueId: number,
  { name, message }: Refused,
): Promise<void> {
  const audience = await readAudienceByState(deps.db, issueId);
  if (audience.accepted > 0 || audience.refused < TOO_MANY_REFUSED) return;
  const reason = `The first ${audience.refused} mails were all refused (${name}): ${message}`;
  await pauseIssue(deps, { issueId, reason });
}
