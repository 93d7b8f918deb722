import { globSync, readFileSync } from 'node:fs';
import { check } from 'recheck';
import ts from 'typescript';
import { expect, it } from 'vitest';

interface Found {
  place: string;
  /** As in source: /a+/g; null if it is composed at run time. */
  literal: string | null;
}

/** Composed from a render's nonce, which is ours, and searched for in our own render. */
const MAY_BE_MADE = ['src/rendering/segments.ts'];
/** Our patterns and their repetitions are small. */
const LIMITS = { timeout: 60_000, maxRepeatCount: 260, maxNFASize: 100_000, recallTimeout: -1 };

const found = globSync('{src,emails,jobs}/**/*.{ts,tsx}').flatMap(listExpressions);

it('no regular expression of the service takes more than linear time', {
  timeout: 300_000,
}, async () => {
  expect(found.length).toBeGreaterThan(100);
  const slow = await listSlow(found.filter(({ literal }) => literal !== null));
  expect(slow).toEqual([]);
});

it('none is made while the service runs, where nobody can check it', () => {
  const made = found.filter(({ literal }) => literal === null).map(({ place }) => place);
  expect(made.filter((place) => !MAY_BE_MADE.some((file) => place.startsWith(file)))).toEqual([]);
});

it('an expression in quadratic or exponential time would be found', async () => {
  const known = [
    String.raw`/[.,;:!?)\]}>'"]+$/`,
    String.raw`/(https?:\/\/\S*?)([.,;:!?)\]}>'"’”»…*]+)(?=\s|$)/g`,
    String.raw`/[^\s<>]+@[^\s<>]+/g`,
    '/^(?:a+)+$/',
  ];
  const slow = await listSlow(known.map((literal, at) => ({ place: `${at}`, literal })));
  expect(slow.map(({ place }) => place)).toEqual(['0', '1', '2', '3']);
});

async function listSlow(expressions: Found[]) {
  const slow = [];
  for (const { place, literal } of expressions) {
    const end = literal!.lastIndexOf('/');
    const result = await check(literal!.slice(1, end), literal!.slice(end + 1), LIMITS);
    if (result.status === 'safe') continue;
    const why = result.status === 'vulnerable' ? result.complexity.summary : result.error.kind;
    slow.push({ place, literal, why });
  }
  return slow;
}

function listExpressions(file: string): Found[] {
  const kind = file.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const source = ts.createSourceFile(
    file,
    readFileSync(file, 'utf8'),
    ts.ScriptTarget.Latest,
    true,
    kind,
  );
  const expressions: Found[] = [];
  visit(source);
  return expressions;

  function visit(node: ts.Node): void {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart());
    const place = `${file}:${line + 1}`;
    if (ts.isRegularExpressionLiteral(node)) expressions.push({ place, literal: node.text });
    const isCall = ts.isNewExpression(node) || ts.isCallExpression(node);
    if (isCall && /^(?:globalThis\.)?RegExp$/.test(node.expression.getText()))
      expressions.push({ place, literal: null });
    ts.forEachChild(node, visit);
  }
}
