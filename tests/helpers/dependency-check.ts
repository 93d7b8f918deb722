import { isBuiltin } from 'node:module';
import ts from 'typescript';

export interface Manifest {
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  scripts?: Record<string, string>;
}

/** What package-lock.json says of installed packages, by path. */
export type Locked = Record<
  string,
  { bin?: Record<string, string>; peerDependencies?: Record<string, string> }
>;

interface Named {
  specifier: string;
  /** False for types and for modules that are only looked for. */
  isNeeded: boolean;
}

const RUNS = /^(src|emails|jobs|migrations)\/|^build\.mjs$/;

/**
 * Compares package.json with what the files (text by path) import: a sentence for each package that
 * is undeclared, needed at run time but declared for development, declared twice, or unused.
 */
export function findDependencyFaults(
  files: Map<string, string>,
  { manifest, locked }: { manifest: Manifest; locked: Locked },
): string[] {
  const { dependencies, optionalDependencies, devDependencies } = manifest;
  const forWork = Object.keys({ ...dependencies, ...optionalDependencies });
  const forDevelopment = Object.keys(devDependencies ?? {});
  const uses = [...files].flatMap(([file, text]) =>
    packagesIn(file, text).map((each) => ({ ...each, file, isWork: RUNS.test(file) })),
  );
  const undeclared = uses.flatMap(({ file, name, isNeeded, isWork }) => {
    const allowed = isNeeded && isWork ? forWork : [...forWork, ...forDevelopment];
    if (allowed.includes(name) || (!isNeeded && allowed.includes(typesOf(name)))) return [];
    const how = forDevelopment.includes(name) ? 'declared for development only' : 'undeclared';
    return [`${name} is ${how}, and ${file} imports it`];
  });
  const tools = toolsIn(Object.values(manifest.scripts ?? {}), [...files.values()]);
  const isUsed = (name: string, imported: Set<string>) =>
    imported.has(name) ||
    [...imported, 'node'].some((each) => typesOf(each) === name) ||
    Object.keys(locked[`node_modules/${name}`]?.bin ?? {}).some((bin) => tools.has(bin)) ||
    Object.values(locked).some((each) => each.peerDependencies?.[name] !== undefined);
  const atWork = new Set(uses.filter((use) => use.isWork).map((use) => use.name));
  const anywhere = new Set(uses.map((use) => use.name));
  return [
    ...new Set(undeclared),
    ...forWork.filter((name) => forDevelopment.includes(name)).map((n) => `${n} is declared twice`),
    ...forWork.filter((name) => !isUsed(name, atWork)).map((n) => `${n} is used nowhere`),
    ...forDevelopment.filter((name) => !isUsed(name, anywhere)).map((n) => `${n} is used nowhere`),
  ];
}

function packagesIn(file: string, text: string): { name: string; isNeeded: boolean }[] {
  const named = file.endsWith('.css')
    ? [...text.matchAll(/@import\s+['"]([^'"]+)/g)].map((match) => name(match[1]!, true))
    : namedBelow(ts.createSourceFile(file, text, ts.ScriptTarget.Latest));
  return named
    .filter(({ specifier }) => !/^[./]/.test(specifier) && !isBuiltin(specifier))
    .map(({ specifier, isNeeded }) => {
      const parts = specifier.split('/');
      return { name: parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/'), isNeeded };
    });
}

const name = (specifier: string, isNeeded: boolean): Named => ({ specifier, isNeeded });

/** Imports, re-exports and literal names that are resolved. */
function namedBelow(node: ts.Node): Named[] {
  const found: Named[] = [];
  const literal = (part: ts.Node | undefined, isNeeded: boolean) => {
    if (part && ts.isStringLiteral(part)) found.push(name(part.text, isNeeded));
  };
  if (ts.isImportDeclaration(node))
    literal(node.moduleSpecifier, !(node.importClause?.isTypeOnly ?? false));
  if (ts.isExportDeclaration(node)) literal(node.moduleSpecifier, !node.isTypeOnly);
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
    literal(node.argument.literal, false);
  if (ts.isCallExpression(node)) {
    const { expression, arguments: given } = node;
    if (expression.kind === ts.SyntaxKind.ImportKeyword) literal(given[0], true);
    if (ts.isPropertyAccessExpression(expression) && isRequire(expression))
      literal(given[0], false);
  }
  node.forEachChild((child) => void found.push(...namedBelow(child)));
  return found;
}

/** `createRequire(…).resolve`. */
function isRequire({ expression, name }: ts.PropertyAccessExpression): boolean {
  if (name.text !== 'resolve' || !ts.isCallExpression(expression)) return false;
  return ts.isIdentifier(expression.expression) && expression.expression.text === 'createRequire';
}

/** Programs that scripts run, or that files run from `node_modules/.bin`. */
function toolsIn(scripts: string[], files: string[]): Set<string> {
  const run = scripts.flatMap((text) => [...text.matchAll(/(?:^|&&)\s*(?:exec\s+)?([\w-]+)/g)]);
  const called = files.flatMap((text) => [...text.matchAll(/\.bin(?:\/|', ')([\w-]+)/g)]);
  return new Set([...run, ...called].map((match) => match[1]!));
}

function typesOf(name: string): string {
  return `@types/${name.replace(/^@/, '').replace('/', '__')}`;
}
