/** @jsxImportSource react */
import { Heading, Link } from '@react-email/components';
import { createElement, Fragment, type ReactNode } from 'react';
import type { IntroBlock, Run } from './props';
import { cardTitle, link } from './theme';

export function Intro({ blocks }: { blocks: IntroBlock[] }) {
  return (
    <div className="lane" style={intro}>
      {inOrder(blocks.map(showBlock))}
    </div>
  );
}

function showBlock(block: IntroBlock): ReactNode {
  if (block.kind === 'list') return showList(block);
  if (block.kind === 'paragraph') return <p style={paragraph}>{showRuns(block.runs)}</p>;
  return (
    <Heading as="h2" style={heading}>
      {showRuns(block.runs)}
    </Heading>
  );
}

function showList({ ordered, items }: Extract<IntroBlock, { kind: 'list' }>): ReactNode {
  const List = ordered ? 'ol' : 'ul';
  return <List style={list}>{inOrder(items.map(showItem))}</List>;
}

function showItem(runs: Run[]): ReactNode {
  return <li style={item}>{showRuns(runs)}</li>;
}

function showRuns(runs: Run[]): ReactNode {
  return inOrder(runs.map(showRun));
}

function showRun(run: Run): ReactNode {
  if (run.href === undefined) return showText(run);
  return (
    <Link href={run.href} className="link" style={link}>
      {showText(run)}
    </Link>
  );
}

function showText({ text, strong, emphasis, code }: Run): ReactNode {
  let node: ReactNode = text;
  if (code) node = <code>{node}</code>;
  if (emphasis) node = <em>{node}</em>;
  if (strong) node = <strong>{node}</strong>;
  return node;
}

/** Nothing ever moves here, so the index is the key. */
function inOrder(nodes: ReactNode[]): ReactNode {
  return createElement(Fragment, null, ...nodes);
}

const intro = { padding: '14px 25px 8px', fontSize: 17, lineHeight: 1.6 };
const heading = { ...cardTitle, margin: '24px 0 8px' };
const paragraph = { margin: '0 0 14px' };
const list = { margin: '0 0 14px', padding: '0 0 0 24px' };
const item = { margin: '0 0 4px' };
