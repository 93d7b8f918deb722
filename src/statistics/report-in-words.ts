import type { Report } from './report';

export function reportInWords({
  issue,
  state,
  audience,
  opens,
  clicks,
  lost,
  votes,
  ...report
}: Report): string {
  const { total, accepted, suppressed, refused, unknown, waiting, reasons } = audience;
  const why = Object.entries(reasons).map(([reason, count]) => `${count} ${reason}`);
  return [
    `Issue ${issue} is ${state}.`,
    `Audience: ${total} = ${accepted} accepted + ${suppressed} suppressed + ${refused} refused + ${unknown} unknown + ${waiting} waiting${why.length > 0 ? ` (${why.join(', ')})` : ''}`,
    `Reported by Resend so far: ${report.delivered} delivered, ${report.bounced} bounced, ${report.complained} complained`,
    `Opens: ${classesInWords(opens)}; ${opens.of_consenting} mails carried a pixel`,
    `Clicks: ${classesInWords(clicks)}; ${accepted} mails were accepted`,
    ...(lost.opens + lost.clicks > 0 ? [lostInWords(lost)] : []),
    `Votes: ${votes.counted} counted, ${votes.provisional} provisional, ${votes.held} held; one per reader and tool`,
    `Unsubscribed with this issue’s links: ${report.unsubscribed}`,
  ].join('\n');
}

function classesInWords({ person, unsure, machine }: Report['clicks']): string {
  return `${person} by people, ${unsure} unsure, ${machine} by machines`;
}

function lostInWords({ opens, clicks }: Report['lost']): string {
  return `Lost, so in no other number: opens ${opens}, clicks ${clicks}`;
}
