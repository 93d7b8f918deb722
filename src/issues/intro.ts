import type { PhrasingContent, RootContent } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import type { IntroBlock, Run } from '../../emails/props';
import { Refusal } from '../platform/refusal';

type Style = Omit<Run, 'text'>;

/**
 * Reads an intro's Markdown: paragraphs, headings, lists, emphasis, code and links (https or mailto
 * only). Refuses everything else in a sentence that names the line.
 */
export function parseIntro(markdown: string): IntroBlock[] {
  return fromMarkdown(markdown).children.map(readBlock);
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
        return [{ text: node.value, ...style }];
      case 'break':
        return [{ text: ' ', ...style }];
      case 'inlineCode':
        return [{ text: node.value, ...style, code: true }];
      case 'strong':
        return readRuns(node.children, { ...style, strong: true });
      case 'emphasis':
        return readRuns(node.children, { ...style, emphasis: true });
      case 'link':
        return readRuns(node.children, { ...style, href: checkHref(node, node.url) });
      default:
        return refuse(node, node.type);
    }
  });
}

function checkHref(node: { position?: Position }, url: string): string {
  const protocol = URL.canParse(url) ? new URL(url).protocol : '';
  if (url.length <= 2_000 && (protocol === 'https:' || protocol === 'mailto:')) return url;
  return refuse(node, `the link "${url.slice(0, 80)}", which is neither https nor mailto`);
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
