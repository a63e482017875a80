/** What a test consists of, so that what it found holds while it stands word for word, wherever it is moved. */
import { createHash } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import ts from "typescript";

export const sha = (...parts: string[]): string =>
  createHash("sha256").update(parts.join("\0")).digest("base64url").slice(0, 16);

interface Test {
  /** Fits its name, as it is written: `%s` and `${…}` stand for anything. */
  name: RegExp;
  id: string;
}
interface TestFile {
  sha: string;
  tests: Test[];
}

const TEST = /^(?:it|test)\b/u;
/** A `describe` with a table or a condition. */
const DESCRIBE = /^describe\./u;
const HOOK = /^(?:before|after)(?:Each|All)\b|^vi\.mock\b/u;

/** The test files of the repository as they were when this was made. */
export class TestSources {
  readonly #files: ReadonlyMap<string, TestFile>;
  readonly #ids: ReadonlySet<string>;

  constructor(pattern = "test/**/*.test.ts") {
    this.#files = new Map(globSync(pattern).map((file) => [file, read(file, readFileSync(file, "utf8"))]));
    this.#ids = new Set([...this.#files.values()].flatMap(({ sha, tests }) => [sha, ...tests.map(({ id }) => id)]));
  }

  shaOf(file: string): string {
    return this.#files.get(file)!.sha;
  }

  /**
   * @param name with the names of what it stands in, as Vitest says it
   * @returns the hash of the test and of what it uses of its file; of the whole file where the test is not found in it
   */
  idOf(file: string, name: string): string {
    return this.#find(file, name) ?? this.shaOf(file);
  }

  /** The same of the first of these files that has such a test. */
  idInOneOf(files: string[], name: string): string {
    for (const file of files) {
      const id = this.#find(file, name);
      if (id !== undefined) return id;
    }
    return this.#files.get(files[0]!)!.tests[0]?.id ?? this.shaOf(files[0]!);
  }

  /** Whether that test is still there, in whichever file. */
  has(id: string): boolean {
    return this.#ids.has(id);
  }

  #find(file: string, name: string): string | undefined {
    return this.#files.get(file)!.tests.find((test) => test.name.test(name))?.id;
  }
}

function read(file: string, text: string): TestFile {
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const tests: Test[] = [];
  const visit = (node: ts.Node): void => {
    const name = nameOf(node);
    if (name) tests.push({ name, id: sha(...partsOf(node, tree)) });
    else ts.forEachChild(node, visit);
  };
  visit(tree);
  return { sha: sha(text), tests };
}

/** Of a call that makes a test; none of any other. */
function nameOf(node: ts.Node): RegExp | undefined {
  if (!ts.isCallExpression(node) || !TEST.test(node.expression.getText())) return undefined;
  const [name] = node.arguments;
  const literal = name && ts.isStringLiteralLike(name) ? [name.text] : name && templateOf(name);
  if (!literal || node.arguments.length < 2) return undefined;
  const anything = ".*";
  const words = literal.map((piece) =>
    piece
      .split(/%[a-z#]|\$[\w.]+/u)
      .map(RegExp.escape)
      .join(anything),
  );
  return new RegExp(`(?:^| > )${words.join(anything)}$`, "su");
}

function templateOf(node: ts.Node): string[] | undefined {
  if (!ts.isTemplateExpression(node)) return undefined;
  return [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)];
}

/** The test's own text, the tables and hooks around it, and whatever the file declares that one of these names. */
function partsOf(test: ts.Node, tree: ts.SourceFile): string[] {
  const around: ts.Node[] = [];
  const scopes: ts.Statement[][] = [];
  for (let node = test.parent; node; node = node.parent) {
    if (ts.isForOfStatement(node)) around.push(node.expression);
    else if (ts.isCallExpression(node) && DESCRIBE.test(node.expression.getText(tree))) around.push(node.expression);
    else if (ts.isBlock(node) || ts.isSourceFile(node)) scopes.push([...node.statements]);
  }
  const hooks = scopes.flat().filter((statement) => HOOK.test(statement.getText(tree)));
  const parts = new Set<ts.Node>([test, ...around, ...hooks]);
  for (const part of parts)
    for (const name of namesIn(part)) {
      const declaration = scopes.flat().find((statement) => declares(statement, name));
      if (declaration && !contains(declaration, test)) parts.add(declaration);
    }
  return [...parts].map((part) => part.getText(tree));
}

const contains = (outer: ts.Node, inner: ts.Node) => outer.pos <= inner.pos && inner.end <= outer.end;

function namesIn(node: ts.Node): Set<string> {
  const names = new Set<string>();
  const visit = (each: ts.Node): void => {
    if (ts.isIdentifier(each)) names.add(each.text);
    ts.forEachChild(each, visit);
  };
  visit(node);
  return names;
}

function declares(statement: ts.Statement, name: string): boolean {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.some((each) => bindings(each.name).includes(name));
  return (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) && statement.name?.text === name;
}

function bindings(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((each) => (ts.isOmittedExpression(each) ? [] : bindings(each.name)));
}
