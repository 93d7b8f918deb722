import type { Link, Literal, Nodes, PhrasingContent, RootContent } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import type { IntroBlock, Run } from '../../emails/props';
import { Refusal } from '../platform/refusal';
import { toAsciiUrl } from '../platform/text/ascii';
import { cleanLines, dropFaults, findFault, nameCharacter } from '../platform/text/clean-text';
import { requireBriefIntro } from './intro-limits';
import { findLinkFault, isLinkTaken } from './intro-link';

type Style = Omit<Run, 'text'>;

/**
 * Paragraphs, headings, lists, emphasis, code and links (https or mailto); refuses everything else
 * with its line. Text comes cleaned, links as a browser reads them, in ASCII.
 */
export function parseIntro(markdown: string): IntroBlock[] {
  return fromMarkdown(markdown).children.map(readBlock);
}

/**
 * Also refuses what takes too long to read, and odd characters or links. Returns what reading it
 * cleans away, half a sentence each.
 */
export function requireIntro(markdown: string): string[] {
  requireBriefIntro(markdown);
  const fault = findFault(markdown);
  if (fault) throw new Refusal('invalid', `The intro has ${fault}.`);
  const tree = fromMarkdown(markdown);
  for (const block of tree.children) readBlock(block);
  const cleaned = new Set<string>();
  for (const node of nodesIn(tree)) {
    if (node.type === 'link') requireLink(node);
    if ('value' in node) for (const name of requireText(node)) cleaned.add(name);
  }
  return [...cleaned];
}

function* nodesIn(node: Nodes): Generator<Nodes> {
  yield node;
  if ('children' in node) for (const child of node.children) yield* nodesIn(child);
}

function requireLink(link: Link): void {
  const fault = findLinkFault(link.url);
  if (fault) refuse(link, sayLink(link.url, fault));
}

function requireText(node: Literal): string[] {
  const read = cleanLines(node.value);
  return 'fault' in read ? refuse(node, read.fault) : read.cleaned;
}

/** In the order of reading. */
export function listIntroUrls(markdown: string): string[] {
  return parseIntro(markdown)
    .flatMap((block) => (block.kind === 'list' ? block.items.flat() : block.runs))
    .flatMap((run) => (run.href?.startsWith('https:') ? [run.href] : []));
}

function readBlock(node: RootContent): IntroBlock {
  if (node.type === 'paragraph') return { kind: 'paragraph', runs: readRuns(node.children, {}) };
  if (node.type === 'heading') return { kind: 'heading', runs: readRuns(node.children, {}) };
  if (node.type !== 'list') return refuse(node, node.type);
  const items = node.children.map((item) => {
    const [first, ...rest] = item.children;
    if (rest.length > 0 || first?.type !== 'paragraph') return refuse(item, 'a nested list item');
    return readRuns(first.children, {});
  });
  return { kind: 'list', ordered: node.ordered === true, items };
}

function readRuns(nodes: PhrasingContent[], style: Style): Run[] {
  return nodes.flatMap((node): Run[] => {
    switch (node.type) {
      case 'text':
        return [{ text: cleanText(node.value), ...style }];
      case 'break':
        return [{ text: ' ', ...style }];
      case 'inlineCode':
        return [{ text: cleanText(node.value), ...style, code: true }];
      case 'strong':
        return readRuns(node.children, { ...style, strong: true });
      case 'emphasis':
        return readRuns(node.children, { ...style, emphasis: true });
      case 'link':
        return readRuns(node.children, { ...style, href: readHref(node) });
      default:
        return refuse(node, node.type);
    }
  });
}

/** Character references only become characters here. */
function cleanText(text: string): string {
  const read = cleanLines(dropFaults(text));
  return 'text' in read ? read.text : '';
}

function readHref(link: Link): string {
  if (!isLinkTaken(link.url))
    return refuse(link, sayLink(link.url, 'which is neither https nor mailto'));
  return toAsciiUrl(link.url);
}

function sayLink(url: string, fault: string): string {
  const shown = url.slice(0, 80).replace(/\p{Cc}/gu, (control) => `<${nameCharacter(control)}>`);
  return `the link "${shown}", ${fault}`;
}

type Position = { start: { line: number } };

function refuse(node: { position?: Position }, found: string): never {
  const names: Record<string, string> = {
    html: 'raw HTML',
    image: 'an image',
    code: 'a code block',
  };
  throw new Refusal(
    'invalid',
    `Line ${node.position?.start.line ?? 1} of the intro has ${names[found] ?? found}: an intro takes ` +
      'paragraphs, headings, lists, emphasis, code and links (https or mailto).',
  );
}
