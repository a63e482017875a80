/**
 * ESLint rule: imports run one way, web → client → protocol ← worker. The folders are those at the root of the repository;
 * a folder that is not named here may import anything.
 */
import type { Rule } from "eslint";
import type { Node } from "estree";
import { dirname, relative, resolve, sep } from "node:path";

const ROOT = resolve(import.meta.dirname, "..", "..");
const MAY_IMPORT: Record<string, string[]> = {
  protocol: ["protocol"],
  client: ["client", "protocol"],
  worker: ["worker", "protocol"],
  web: ["web", "client", "protocol"],
  tools: ["tools", "client", "protocol"],
};

const topFolder = (path: string) => relative(ROOT, path).split(sep)[0] ?? "";

/** The folder of ours that is imported; null for a package. */
function folderOf(specifier: string, importer: string): string | null {
  if (specifier.startsWith("#lib/")) return "web";
  return specifier.startsWith(".") ? topFolder(resolve(dirname(importer), specifier)) : null;
}

export const importDirection: Rule.RuleModule = {
  meta: {
    type: "problem",
    schema: [],
    messages: { wrongWay: "{{from}}/ may import only from {{allowed}}, and this is in {{to}}/." },
  },
  create(context) {
    const from = topFolder(context.filename);
    const allowed = MAY_IMPORT[from];
    if (!allowed) return {};

    const check = (source: Node | null | undefined) => {
      if (source?.type !== "Literal" || typeof source.value !== "string") return;
      const to = folderOf(source.value, context.filename);
      if (to === null || allowed.includes(to)) return;
      const names = allowed.map((name) => `${name}/`).join(", ");
      context.report({ node: source, messageId: "wrongWay", data: { from, to, allowed: names } });
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
