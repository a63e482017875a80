/** Finds the mutants of the folders, and writes the code in which each can be switched on. */
import { Instrumenter } from "@stryker-mutator/instrumenter";
import { globSync, readFileSync } from "node:fs";
import ts from "typescript";
import type { Mutant } from "./plan.ts";

export const FOLDERS = ["protocol", "client", "worker/room", "worker/hub"] as const;
export type Folder = (typeof FOLDERS)[number];
export const folderOf = (file: string): Folder => FOLDERS.find((folder) => file.startsWith(`${folder}/`))!;

export interface Instrumented {
  /** Path from the root → what stood there when it was read. */
  sources: ReadonlyMap<string, string>;
  /** Path from the root → code. */
  code: Record<string, string>;
  mutants: Mutant[];
}

const silent = () => undefined;
const logger = {
  isTraceEnabled: () => false,
  isDebugEnabled: () => false,
  isInfoEnabled: () => false,
  isWarnEnabled: () => false,
  isErrorEnabled: () => false,
  isFatalEnabled: () => false,
  trace: silent,
  debug: silent,
  info: silent,
  warn: silent,
  error: silent,
  fatal: silent,
};

export async function instrument(folders: readonly Folder[]): Promise<Instrumented> {
  const names = folders.flatMap((folder) => globSync(`${folder}/**/*.ts`)).sort();
  const sources = new Map(names.map((name) => [name, readFileSync(name, "utf8")]));
  const files = names.map((name) => ({ name, content: sources.get(name)!, mutate: true }));
  const { files: written, mutants } = await new Instrumenter(logger).instrument(files, {
    plugins: null,
    excludedMutations: [],
    ignorers: [],
  });
  const code = Object.fromEntries(written.map(({ name, content }) => [name, content]));
  const trees = new Map(
    names.map((name) => [name, ts.createSourceFile(name, sources.get(name)!, ts.ScriptTarget.Latest, true)]),
  );
  const seen = new Map<string, number>();
  return {
    sources,
    code,
    mutants: mutants.map(({ id, fileName, location, mutatorName, replacement }) => {
      const tree = trees.get(fileName)!;
      const [start, end] = [location.start, location.end].map(({ line, column }) =>
        tree.getPositionOfLineAndCharacter(line, column),
      ) as [number, number];
      const original = short(tree.text.slice(start, end));
      const base = `${fileName} ${placeOf(tree, start, end)} ${mutatorName}: ${original} → ${short(replacement)}`;
      const times = (seen.get(base) ?? 0) + 1;
      seen.set(base, times);
      const fingerprint = times === 1 ? base : `${base} (${times})`;
      const ignored = reasonToLeaveOut(tree, start, end);
      return { id, file: fileName, fingerprint, line: location.start.line + 1, ...(ignored && { ignored }) };
    }),
  };
}

/** One line, and the whole of what is not long. */
function short(code: string): string {
  const line = code.replaceAll(/\s+/gu, " ");
  return line.length <= 100 ? line : `${line.slice(0, 60)} … ${line.slice(-36)}`;
}

function around(tree: ts.SourceFile, start: number, end: number): ts.Node[] {
  const path: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    if (node.getStart(tree) > start || node.end < end) return;
    path.push(node);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return path;
}

/** The names of what it stands in: class, method, function, constant. */
function placeOf(tree: ts.SourceFile, start: number, end: number): string {
  const names = around(tree, start, end).flatMap((node) => {
    if (ts.isConstructorDeclaration(node)) return ["constructor"];
    const isNamed =
      ts.isClassDeclaration(node) ||
      ts.isFunctionDeclaration(node) ||
      ts.isMethodDeclaration(node) ||
      ts.isAccessor(node) ||
      ts.isPropertyDeclaration(node) ||
      ts.isPropertyAssignment(node) ||
      ts.isVariableDeclaration(node);
    return isNamed && node.name ? [node.name.getText(tree).replaceAll(/\s+/gu, " ")] : [];
  });
  return names.slice(0, 4).join(".");
}

/** What is in no promise: the words of a log line, and of an exception that only a programmer reads. */
function reasonToLeaveOut(tree: ts.SourceFile, start: number, end: number): string | undefined {
  for (const node of around(tree, start, end)) {
    if (ts.isCallExpression(node) && /^(console|log)\.\w+$/u.test(node.expression.getText(tree)))
      return "in a log line";
    if (ts.isNewExpression(node) && /^(Type|Range)?Error$/u.test(node.expression.getText(tree)))
      return "the words of an exception";
  }
  return undefined;
}
