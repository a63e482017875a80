/** What a test is known by, so that what it found holds while it stands word for word, wherever it is moved. */
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
   * @returns the hash of the test's own words; of the whole file where the test is not found in it
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

/** The test's own text, and the tables that it stands under. */
function partsOf(test: ts.Node, tree: ts.SourceFile): string[] {
  const parts = [test.getText(tree)];
  for (let node = test.parent; node; node = node.parent)
    if (ts.isForOfStatement(node)) parts.push(node.expression.getText(tree));
    else if (ts.isCallExpression(node) && DESCRIBE.test(node.expression.getText(tree)))
      parts.push(node.expression.getText(tree));
  return parts;
}
