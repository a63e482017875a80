/**
 * The words of the app, outside of its code: web/texts/<language>/<area>.json, in ICU MessageFormat, compiled by
 * `@messageformat/core` into .texts/ with the type of every message. English is part of the code that says it; any other
 * language is one file, fetched before the app begins (web/src/lib/base/texts/language.ts). `node web/texts.ts` compiles once.
 */
import MessageFormat from "@messageformat/core";
import compileModule from "@messageformat/core/compile-module.js";
import { parse, type Token } from "@messageformat/parser";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const SOURCES = fileURLToPath(new URL("texts", import.meta.url));
const COMPILED = fileURLToPath(new URL("../.texts", import.meta.url));
/** What is missing elsewhere is said in this one. */
const BASE = "en";
const FROM_RIGHT = new Set(["ar", "fa", "he", "ur"]);

/** Message → ICU source. */
export type Texts = Record<string, string>;
/** Area → its messages. */
export type Catalog = Record<string, Texts>;

export function languages(): string[] {
  return readdirSync(SOURCES).sort(
    (one, other) => Number(other === BASE) - Number(one === BASE) || (one < other ? -1 : 1),
  );
}

export function catalogOf(language: string): Catalog {
  const folder = join(SOURCES, language);
  return Object.fromEntries(
    readdirSync(folder)
      .filter((file) => file.endsWith(".json"))
      .sort()
      .map((file) => [file.slice(0, -".json".length), JSON.parse(readFileSync(join(folder, file), "utf8")) as Texts]),
  );
}

/** Argument → its TypeScript type, as the message uses it. @throws Error where the source is no ICU message */
export function argumentsOf(source: string): Map<string, string> {
  const found = new Map<string, string>();
  const walk = (tokens: Token[]) => {
    for (const token of tokens) {
      if (token.type === "argument" && !found.has(token.arg)) found.set(token.arg, "string | number");
      if (token.type === "plural" || token.type === "selectordinal") found.set(token.arg, "number");
      if (token.type === "select") found.set(token.arg, "string");
      if (token.type === "function") found.set(token.arg, "number");
      if ("cases" in token) for (const { tokens: inner } of token.cases) walk(inner);
    }
  };
  walk(parse(source));
  return found;
}

/** From right to left. Where a text has one of its own it is another letter while the compiler puts in its own. */
const MARK = "\u200f";
const OWN_MARK = "\ue000";

/** The object's source, and the imports it needs. */
function compile(language: string, texts: Texts): { imports: string; object: string } {
  const spoken = Object.entries(texts);
  const saying = Object.fromEntries(
    spoken
      .filter(([, source]) => argumentsOf(source).size > 0)
      .map(([key, source]) => [key, source.replaceAll(MARK, OWN_MARK)]),
  );
  const plain = spoken.filter(([key]) => !(key in saying)).map(([key, source]) => [key, textOf(source)]);
  const isFromRight = FROM_RIGHT.has(language);
  const source = compileModule(new MessageFormat(language, { biDiSupport: isFromRight }), saying);
  const at = source.indexOf("export default");
  // The compiler puts a mark around an argument, and none around a number. What is isolated keeps its own direction, whatever it is.
  const functions = source
    .slice(source.indexOf("{", at) + 1, source.lastIndexOf("}"))
    .replaceAll(/"\u200f" \+ (.*?) \+ "\u200f"/gu, '"\\u2068" + $1 + "\\u2069"')
    .replaceAll(OWN_MARK, MARK);
  const strings = plain.map(([key, text]) => `  ${JSON.stringify(key)}: ${JSON.stringify(text)},\n`).join("");
  return { imports: source.slice(0, at), object: `{\n${strings}${functions.trim() === "" ? "" : functions.slice(1)}}` };
}

/** Of a message without arguments: what it says. */
function textOf(source: string): string {
  return parse(source)
    .map((token) => (token.type === "content" ? token.value : ""))
    .join("");
}

function typesOf(texts: Texts): string {
  const fields = Object.entries(texts).map(([key, source]) => {
    const data = [...argumentsOf(source)].map(([name, type]) => `${name}: ${type}`).join("; ");
    return `  readonly ${JSON.stringify(key)}: ${data === "" ? "string" : `(data: { ${data} }) => string`};`;
  });
  return `export declare const t: {\n${fields.join("\n")}\n};\n`;
}

/** Writes .texts/ anew. */
export function compileTexts(): void {
  const base = catalogOf(BASE);
  const files = new Map<string, string>();
  for (const [area, texts] of Object.entries(base)) {
    const { imports, object } = compile(BASE, texts);
    files.set(
      `${area}.js`,
      `import { inLanguage } from "../web/src/lib/base/texts/language.ts";\n${imports}export const t = inLanguage(${JSON.stringify(area)}, ${object});\n`,
    );
    files.set(`${area}.d.ts`, typesOf(texts));
  }
  const others = languages().filter((language) => language !== BASE);
  for (const language of others) {
    const areas = Object.entries(catalogOf(language)).map(([area, texts]) => {
      const compiled = compile(language, texts);
      demandKnown(compiled.imports);
      // Numbers as the reader's own region writes them.
      const object = compiled.object.replaceAll(`number(${JSON.stringify(language)}, `, "number(region, ");
      return `  ${JSON.stringify(area)}: ${object},`;
    });
    // What it needs is handed to it: the app awaits this file, and would wait for ever for one that imports from the app's own.
    const head = `export default ({ number, plural, select }, ${language}, region) => ({`;
    files.set(`language-${language}.js`, `${head}\n${areas.join("\n")}\n});\n`);
  }
  const loads = others.map((language) => `  ${JSON.stringify(language)}: () => import("./language-${language}.js"),`);
  files.set("languages.js", `export const LANGUAGES = {\n${loads.join("\n")}\n};\n`);
  files.set(
    "languages.d.ts",
    `${[
      'import type { number, plural, select } from "@messageformat/runtime";',
      "type Texts = (",
      "  runtime: { number: typeof number; plural: typeof plural; select: typeof select },",
      "  formOf: (value: number, isOrdinal?: boolean) => string,",
      "  region: string,",
      ") => Record<string, Record<string, unknown>>;",
      "export declare const LANGUAGES: Record<string, () => Promise<{ default: Texts }>>;",
    ].join("\n")}\n`,
  );
  mkdirSync(COMPILED, { recursive: true });
  for (const file of readdirSync(COMPILED)) if (!files.has(file)) rmSync(join(COMPILED, file));
  for (const [file, text] of files) {
    // Left alone when nothing changed, so that nothing watching it starts again.
    const path = join(COMPILED, file);
    const before = readdirSync(COMPILED).includes(file) ? readFileSync(path, "utf8") : null;
    if (before !== text) writeFileSync(path, text);
  }
}

/** @throws Error where a compiled text needs more than a language's file is handed */
function demandKnown(imports: string): void {
  for (const line of imports.trim().split("\n")) {
    if (line === "" || /"@messageformat\/runtime\/lib\/(?:cardinals|plurals)"/u.test(line)) continue;
    if (!/^import \{ (?:(?:number|plural|select)(?:, )?)+ \} from "@messageformat\/runtime";$/u.test(line))
      throw new Error(`A text needs what web/src/lib/base/texts/language.ts does not hand on: ${line}`);
  }
}

/** Compiles before anything is built, and again when a text changes while one develops. */
export function texts(): Plugin {
  return {
    name: "place-texts",
    config: () => compileTexts(),
    configureServer(server) {
      server.watcher.add(SOURCES);
      server.watcher.on("change", (file) => file.startsWith(SOURCES) && compileTexts());
    },
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) compileTexts();
