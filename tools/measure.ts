/** `npm run measure`: what a change costs whoever makes it, as numbers of the repository. `-- --list` names what stands behind them. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { linesOf, sources } from "./measure/files.ts";
import { betweenFolders, circlesIn, importsOf } from "./measure/imports.ts";
import { ROOT } from "./run-command.ts";

const LONG = 350;
const { code, tests } = sources();
const imports = importsOf(code);

/** Folders of the second level: `worker/store`, `web/src/lib/conversation`, and each feature of the page by itself. */
const folderOf = (path: string): string | undefined =>
  /^(?:web\/src\/lib\/features\/[^/]+|web\/src\/lib\/[^/]+|(?:worker|tools|client|protocol)\/[^/]+)(?=\/)/u.exec(
    path,
  )?.[0];

const circles = circlesIn(imports);
const rings = circlesIn(betweenFolders(imports, folderOf));
const byLength = [...code, ...tests].sort((a, b) => b.lines - a.lines);
const long = byLength.filter(({ lines }) => lines > LONG);
const inWeb = code.filter(({ path }) => path.startsWith("web/"));
const ofWeb = tests.filter(({ path }) => path.startsWith("test/web/"));
const median = [...code].sort((a, b) => a.lines - b.lines)[Math.floor(code.length / 2)]?.lines ?? 0;

const PAGE = join(ROOT, "docs", "architecture.md");
/** The files that docs/architecture.md names on the way of one message, each once. */
const way = (() => {
  const page = existsSync(PAGE) ? readFileSync(PAGE, "utf8") : "";
  const section = /^## One message[^\n]*\n(.*?)(?=^## |(?![^]))/msu.exec(page)?.[1] ?? "";
  const known = new Set(code.map(({ path }) => path));
  return [...new Set([...section.matchAll(/`([\w./-]+\.(?:ts|svelte))`/gu)].map(([, path]) => path ?? ""))].filter(
    (path) => known.has(path),
  );
})();

/** Code without comments, styles and texts, so that what is left names things. */
const namesIn = (text: string): string =>
  text
    .replaceAll(/<style>.*?<\/style>|\/\*.*?\*\/|<!--.*?-->/gsu, "")
    .replaceAll(/(^|\s)\/\/[^\n]*|"[^"\n]*"|document\.body/gu, "");
/** Those of them that take a post's words into their hands: a change of what a post is may touch them. */
const carriers = code.filter(({ path, text }) => way.includes(path) && /\bbody\b/u.test(namesIn(text)));

const ratio = (a: number, b: number): string => (a / b).toFixed(2);
const rows: [what: string, value: string, list: string[]][] = [
  ["files of code, median lines", `${code.length}, ${median}`, []],
  ["files on the way of a message (docs/architecture.md)", String(way.length), way],
  ["of them, files that name its `body`", String(carriers.length), carriers.map(({ path }) => path)],
  ["circles among files, types included", String(circles.length), circles.map((circle) => circle.join(" "))],
  ["circles among folders of the second level", String(rings.length), rings.map((ring) => ring.join(" "))],
  [
    "largest file; files over 350 lines, tests included",
    `${byLength[0]?.lines}; ${long.length}`,
    long.map(({ path, lines }) => `${lines} ${path}`),
  ],
  ["hand-written lines outside of tests", String(linesOf(code)), []],
  ["test : code", ratio(linesOf(tests), linesOf(code)), []],
  ["test : code of web", ratio(linesOf(ofWeb), linesOf(inWeb)), []],
];

const isLong = process.argv.includes("--list");
for (const [what, value, list] of rows) {
  console.log(`${what.padEnd(56)} ${value}`);
  if (isLong) for (const line of list) console.log(`    ${line}`);
}
