/**
 * The pages under /docs are the files of docs/: each becomes a module with its HTML when the app is built, fetched when the page is
 * opened. `virtual:docs/<page>` imports one.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import { renderDocs, titleOf } from "./docs-html.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const ID = "virtual:docs/";
/** Page → its file in the repository. */
export const DOCS: Readonly<Record<string, string>> = {
  protocol: "docs/protocol.md",
  api: "docs/http.md",
  bot: "docs/bot.md",
  webhooks: "docs/webhooks.md",
  teacher: "docs/teacher.md",
  phone: "docs/phone.md",
  privacy: "docs/privacy.md",
  "class-site": "docs/class-site.md",
};

const read = (file: string): string => readFileSync(join(ROOT, file), "utf8");

/** @throws Error where it is no PNG */
function sizeOfPng(file: string): { width: number; height: number } {
  const bytes = readFileSync(join(ROOT, file));
  if (bytes.toString("latin1", 1, 4) !== "PNG") throw new Error(`${file}: a picture of docs/ is a PNG.`);
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

const pages = () =>
  new Map(
    Object.entries(DOCS).map(
      ([page, file]) => [file, { address: `/docs/${page}`, title: titleOf(read(file)) }] as const,
    ),
  );

/** The source of a page's module, which imports the addresses of its pictures. */
export function docsModule(page: string): string {
  const file = DOCS[page];
  if (file === undefined) throw new Error(`${ID}${page}: docs.ts knows no such page.`);
  const pictures: string[] = [];
  const mark = (index: number) => `place:picture-${index}`;
  const picture = (path: string) => {
    pictures.push(path);
    return { address: mark(pictures.length - 1), ...sizeOfPng(path) };
  };
  const rendered = renderDocs(read(file), file, { pages: pages(), picture });
  const imports = pictures.map((path, index) => `import picture${index} from ${JSON.stringify(join(ROOT, path))};\n`);
  const source = pictures.reduce(
    (text, _, index) => text.replaceAll(mark(index), `" + picture${index} + "`),
    JSON.stringify(rendered),
  );
  return `${imports.join("")}export default ${source};`;
}

export function docs(): Plugin {
  return {
    name: "place-docs",
    resolveId: (id) => (id.startsWith(ID) ? `\0${id}` : null),
    load(id) {
      if (!id.startsWith(`\0${ID}`)) return null;
      // A title that another page links by is read anew with it.
      for (const file of Object.values(DOCS)) this.addWatchFile(join(ROOT, file));
      return docsModule(id.slice(ID.length + 1));
    },
  };
}
