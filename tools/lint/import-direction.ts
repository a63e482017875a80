/**
 * ESLint rule: imports run one way, types included. Between the folders at the root of the repository: web → client → protocol ← worker;
 * a folder that is not named here may import anything. And within the page (web/src/lib) and the worker: from the ground up, floor by
 * floor.
 */
import type { Rule } from "eslint";
import type { Node } from "estree";
import { dirname, relative, resolve, sep } from "node:path";

const ROOT = resolve(import.meta.dirname, "..", "..");
const MAY_IMPORT: Record<string, string[]> = {
  protocol: ["protocol"],
  client: ["client", "protocol"],
  imports: ["imports", "client", "protocol"],
  worker: ["worker", "protocol"],
  web: ["web", "imports", "client", "protocol"],
  tools: ["tools", "imports", "client", "protocol"],
};

const LIB = "web/src/lib/";
const FEATURES = "features/";
/**
 * The folders of web/src/lib from the ground up: each imports itself and those before it. Features stand beside each other, and none
 * imports another one. A new folder is a line here, so that its floor is chosen and not found.
 */
const FLOORS = [
  "base/styles",
  "base/browser",
  "base/texts",
  "base/toasts",
  "base/ui",
  "base",
  "base/dialogs",
  "class/account",
  "class/emoji",
  "class/state",
  "class/people",
  "class/admin",
  "class/pane",
  "class/network",
  "conversation/markup",
  "conversation/emoji",
  "conversation/window",
  "conversation/files",
  "conversation",
  "conversation/composer",
  "conversation/message",
  "conversation/list",
  "conversation/pane",
  "features",
  "widget",
  "shell/entry",
  "shell/settings",
  "shell/sidebar",
  "shell/panel",
  "shell",
];

/** The same for the worker: folders and files of it, floor by floor. What stands on one floor may import each other. */
const WORKER_FLOORS: string[][] = [
  [
    "log.ts",
    "tally.ts",
    "refused.ts",
    "lasting-failure.ts",
    "outside-fetch.ts",
    "operator-settings.ts",
    "secret-sets.ts",
  ],
  ["meter"],
  ["handles"],
  ["files"],
  ["store"],
  ["search", "link-cards"],
  ["identity", "hono-env.ts"],
  ["access.ts"],
  ["webhooks", "push"],
  ["room"],
  ["hub"],
  ["notify.ts"],
  ["session-life.ts"],
  [
    "join-workspace.ts",
    "join-by-code.ts",
    "factors-changed.ts",
    "settled-claim.ts",
    "roster-lines.ts",
    "channel-people.ts",
    "reconnect.ts",
    "history-page.ts",
    "previews.ts",
    "reindex.ts",
    "file-sweep.ts",
    "held.ts",
    "archive",
    "backup",
    "erasing",
  ],
  ["widgets"],
  ["http"],
  ["live-sockets.ts", "plain"],
  ["web-pages"],
  ["event-stream.ts"],
  ["routes"],
  ["app.ts", "nightly.ts"],
  ["index.ts"],
];
const workerFloorOf = (file: string): number =>
  WORKER_FLOORS.findIndex((floor) => floor.includes(file.split("/")[1] ?? ""));

const pathOf = (path: string) => relative(ROOT, path).split(sep).join("/");
const topFolder = (path: string) => path.split("/")[0] ?? "";

/** The file of ours that is imported, from the root of the repository; null for a package. */
function fileOf(specifier: string, importer: string): string | null {
  if (specifier.startsWith("#lib/")) return LIB + specifier.slice("#lib/".length);
  return specifier.startsWith(".") ? pathOf(resolve(dirname(importer), specifier)) : null;
}

/** The folder of the page's library that a file stands in; null: in none. */
const folderOf = (file: string): string | null =>
  file.startsWith(LIB) ? dirname(file.slice(LIB.length)).replace(/^\.$/u, "") : null;
const floorOf = (folder: string): number => FLOORS.indexOf(folder.startsWith(FEATURES) ? "features" : folder);

const placeIn = (file: string) => file.split("/").slice(0, 2).join("/");

/** Why a file of the page's library, or of the worker, may not import that one; null: it may. */
function refusal(
  from: string,
  to: string,
): { messageId: "unknownFolder" | "wrongFloor" | "feature"; in: string } | null {
  if (from.startsWith("worker/") && to.startsWith("worker/")) {
    if (workerFloorOf(from) < 0) return { messageId: "unknownFolder", in: from };
    return workerFloorOf(to) <= workerFloorOf(from) ? null : { messageId: "wrongFloor", in: placeIn(to) };
  }
  const [here, there] = [folderOf(from), folderOf(to)];
  if (here === null || !to.startsWith("web/")) return null;
  if (floorOf(here) < 0) return { messageId: "unknownFolder", in: here };
  if (there === null) return { messageId: "wrongFloor", in: dirname(to) };
  if (here === there) return null;
  if (floorOf(there) < 0) return { messageId: "unknownFolder", in: there };
  if (here.startsWith(FEATURES) && there.startsWith(FEATURES)) {
    const [mine, theirs] = [here.split("/")[1], there.split("/")[1]];
    return mine === theirs ? null : { messageId: "feature", in: there };
  }
  return floorOf(there) < floorOf(here) ? null : { messageId: "wrongFloor", in: there };
}

export const importDirection: Rule.RuleModule = {
  meta: {
    type: "problem",
    schema: [],
    messages: {
      wrongWay: "{{from}}/ may import only from {{allowed}}, and this is in {{to}}/.",
      wrongFloor: "{{from}}/ may import only from the floors below it, and {{to}}/ is none of them.",
      feature: "A feature imports no feature: {{from}}/ may not import from {{to}}/.",
      unknownFolder: "{{to}}/ has no floor: give it one in FLOORS of tools/lint/import-direction.ts.",
    },
  },
  create(context) {
    const importer = pathOf(context.filename);
    const from = topFolder(importer);
    const allowed = MAY_IMPORT[from];
    if (!allowed) return {};

    const check = (source: Node | null | undefined) => {
      if (source?.type !== "Literal" || typeof source.value !== "string") return;
      const file = fileOf(source.value, context.filename);
      if (file === null) return;
      const to = topFolder(file);
      if (!allowed.includes(to)) {
        const names = allowed.map((name) => `${name}/`).join(", ");
        return context.report({ node: source, messageId: "wrongWay", data: { from, to, allowed: names } });
      }
      const why = refusal(importer, file);
      if (why)
        context.report({
          node: source,
          messageId: why.messageId,
          data: { from: folderOf(importer) ?? placeIn(importer), to: why.in },
        });
    };
    return {
      ImportDeclaration: (node) => check(node.source),
      ImportExpression: (node) => check(node.source),
      ExportNamedDeclaration: (node) => check(node.source),
      ExportAllDeclaration: (node) => check(node.source),
      // `import("…").Type` of TypeScript.
      TSImportType: (node: { source?: Node }) => check(node.source),
    };
  },
};
