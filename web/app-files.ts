/**
 * Which files of the build the service worker keeps on a device before anybody asks for them: what a class needs on its screens. What
 * is large and seldom (the documentation, formulas, the languages of code, emoji of the picker, other languages) is kept once somebody
 * has used it. Fonts come with the words.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

const ID = "virtual:app-files";
const CLIENT = ".svelte-kit/output/client/.vite/manifest.json";
/** Kit's module of a page, which names the page's component. */
const NODE = /\/client-optimized\/nodes\/\d+\.js$/u;
const PAGES_APART = /\/routes\/(?:docs|join|new|sign-in|widget-sign-in)\//u;
const APART = /katex|\/markup\/math\.ts$|highlight\.js\/es\/languages|emojibase-data|\.texts\/language-|^virtual:docs/u;

/** A row of vite's manifest. */
export interface Built {
  file: string;
  src?: string;
  name?: string;
  isEntry?: boolean;
  imports?: string[];
  dynamicImports?: string[];
  css?: string[];
}

/** @param isApart by the key of a row: it is not wanted, nor what only it imports */
export function filesOf(manifest: Readonly<Record<string, Built>>, isApart: (key: string) => boolean): string[] {
  const files = new Set<string>();
  const seen = new Set<string>();
  // Breadth first: what the page itself names stands before what it fetches later.
  const queue = Object.keys(manifest).filter((key) => manifest[key]?.isEntry && !NODE.test(`/${key}`));
  for (let key = queue.shift(); key !== undefined; key = queue.shift()) {
    const row = manifest[key];
    if (!row || seen.has(key) || isApart(key)) continue;
    seen.add(key);
    files.add(row.file);
    for (const style of row.css ?? []) files.add(style);
    queue.push(...(row.imports ?? []), ...(row.dynamicImports ?? []));
  }
  return [...files];
}

const isApart = (key: string): boolean =>
  APART.test(key) || (NODE.test(`/${key}`) && PAGES_APART.test(readFileSync(key, "utf8")));

export function appFiles(): Plugin {
  return {
    name: "place-app-files",
    apply: "build",
    applyToEnvironment: ({ name }) => name === "serviceWorker",
    resolveId: (source) => (source === ID ? `\0${ID}` : null),
    load(id) {
      if (id !== `\0${ID}`) return null;
      // Built before this: kit makes the service worker last.
      const manifest = JSON.parse(readFileSync(join(this.environment.config.root, CLIENT), "utf8")) as Record<
        string,
        Built
      >;
      const files = filesOf(manifest, isApart).map((file) => `/${file}`);
      const entry = files.find((file) => /\/entry\/start\./u.test(file));
      if (entry === undefined) this.error("Kit's entry is not where app-files.ts looks for it.");
      const page = readFileSync("web/src/app.html");
      const version = createHash("sha256").update(files.join("\n")).update(page).digest("hex").slice(0, 12);
      return `export const version = "${version}"; export const entry = "${entry}"; export const files = ${JSON.stringify(files)};`;
    },
  };
}
