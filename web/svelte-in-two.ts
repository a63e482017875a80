/**
 * Modules of Svelte that have a part which the first load asks for and one that only later pages do: a module is in one file whole, and
 * would come with the first. What is named here moves into a module of its own beside it, which whoever uses it brings along. The build
 * ends with an error where something named is not there any more.
 */
import { readFileSync } from "node:fs";
import { posix } from "node:path";
import type { Plugin } from "vite";

/** Module → its declarations that wait: attributes that are spread, and what binds fields of a form. */
const LATER: Readonly<Record<string, readonly string[]>> = {
  "/internal/client/dom/elements/attributes.js": [
    "remove_input_defaults",
    "set_value",
    "set_checked",
    "set_default_checked",
    "set_default_value",
    "set_xlink_attribute",
    "set_custom_element_data",
    "set_attributes",
    "attribute_effect",
  ],
  "/internal/client/dom/elements/bindings/shared.js": ["listen", "listen_to_event_and_reset_event"],
  "/utils.js": [
    "is_capture_event",
    "DELEGATED_EVENTS",
    "DOM_BOOLEAN_ATTRIBUTES",
    "is_boolean_attribute",
    "DOM_PROPERTIES",
    "is_dom_property",
    "can_delegate_event",
    "ATTRIBUTE_ALIASES",
    "normalize_attribute",
  ],
};
const OF_SVELTE = /\/node_modules\/svelte\/src(?<module>\/[^?]+)(?:\?(?<part>place-later))?$/u;
const SUFFIX = "?place-later";
/** Where one of them may be imported. */
const FILES = /\/(?:attributes|shared|utils)\.js['"]/u;

interface Named {
  name?: string;
}
interface Node {
  type: string;
  start: number;
  end: number;
  id?: Named | null;
  source?: { value: string } | null;
  declaration?: Node | null;
  declarations?: { id: Named }[];
  specifiers?: { start: number; end: number; imported?: Named; local: Named }[];
}

const namesOf = ({ id, declarations }: Node): string[] =>
  (declarations?.map((each) => each.id) ?? [id ?? {}]).flatMap(({ name }) => name ?? []);

/** An import without what is not mentioned in `rest`. */
function neededOf({ start, end, source, specifiers = [] }: Node, code: string, rest: string): string {
  if (specifiers.length === 0) return code.slice(start, end);
  const needed = specifiers.filter(({ local }) => new RegExp(`\\b${local.name ?? ""}\\b`, "u").test(rest));
  if (needed.length === specifiers.length) return code.slice(start, end);
  const names = needed.map((each) => code.slice(each.start, each.end));
  return needed.length === 0 ? "" : `import { ${names.join(", ")} } from "${source?.value ?? ""}";`;
}

/**
 * @param body of the module's syntax tree
 * @param later its declarations that move
 * @param file its name
 * @returns both modules; null where not all of `later` is declared there
 */
export function inTwo(
  code: string,
  body: readonly Node[],
  later: readonly string[],
  file: string,
): { first: string; later: string } | null {
  const declared = body.map((node) => ({ node, inner: (!node.source && node.declaration) || node }));
  const moved = declared.filter(({ inner }) => namesOf(inner).some((name) => later.includes(name)));
  if (moved.flatMap(({ inner }) => namesOf(inner)).length !== later.length) return null;
  const stays = declared.filter((each) => !moved.includes(each));
  const own = stays.filter(({ node, inner }) => node === inner).flatMap(({ inner }) => namesOf(inner));
  const imports = body.filter(({ type }) => type === "ImportDeclaration");
  const rest = stays.filter(({ node }) => !imports.includes(node)).map(({ node }) => code.slice(node.start, node.end));
  return {
    // An import that nobody needs would bring its module along.
    first: [
      ...imports.map((each) => neededOf(each, code, rest.join("\n"))),
      ...rest,
      `export { ${own.join(", ")} };`,
    ].join("\n"),
    later: [
      ...imports.map(({ start, end }) => code.slice(start, end)),
      `import { ${stays.flatMap(({ inner }) => namesOf(inner)).join(", ")} } from ${JSON.stringify(`./${file}`)};`,
      ...moved.map(({ inner }) => `export ${code.slice(inner.start, inner.end)}`),
    ].join("\n"),
  };
}

/** @param laterIn of a module by what it is imported by here: its declarations that moved. @returns the code that asks for them where they are */
export function redirected(
  code: string,
  body: readonly Node[],
  laterIn: (source: string) => readonly string[] | undefined,
): string {
  let mended = code;
  for (const { type, start, end, source, specifiers = [] } of [...body].reverse()) {
    const later = source && laterIn(source.value);
    if (!later) continue;
    const isLater = ({ imported, local }: (typeof specifiers)[number]) =>
      later.includes((imported ?? local).name ?? "");
    const word = type === "ImportDeclaration" ? "import" : "export";
    const asked = [
      [source.value, specifiers.filter((each) => !isLater(each))],
      [source.value + SUFFIX, specifiers.filter(isLater)],
    ] as const;
    const statements = asked
      .filter(([, some]) => some.length > 0)
      .map(
        ([from, some]) =>
          `${word} { ${some.map((each) => code.slice(each.start, each.end)).join(", ")} } from "${from}";`,
      );
    mended = mended.slice(0, start) + statements.join("\n") + mended.slice(end);
  }
  return mended;
}

export function svelteInTwo(): Plugin {
  return {
    name: "place-svelte-in-two",
    apply: "build",
    applyToEnvironment: ({ name }) => name === "client",
    enforce: "pre",
    async resolveId(source, importer) {
      if (!source.endsWith(SUFFIX)) return null;
      const found = await this.resolve(source.slice(0, -SUFFIX.length), importer, { skipSelf: true });
      return found && { id: `${found.id}${SUFFIX}`, moduleSideEffects: false };
    },
    load(id) {
      const { module = "", part } = OF_SVELTE.exec(id)?.groups ?? {};
      const names = LATER[module];
      if (!names) return null;
      const path = part === undefined ? id : id.slice(0, -SUFFIX.length);
      const code = readFileSync(path, "utf8");
      const parts = inTwo(code, this.parse(code).body as Node[], names, posix.basename(path));
      if (!parts) return this.error(`${path} is another one now: see svelte-in-two.ts.`);
      return { code: part === undefined ? parts.first : parts.later, map: null };
    },
    transform(code, id) {
      const { module } = OF_SVELTE.exec(id)?.groups ?? {};
      if (module === undefined || !FILES.test(code)) return null;
      const laterIn = (source: string) => LATER[posix.join(posix.dirname(module), source)];
      return { code: redirected(code, this.parse(code).body as Node[], laterIn), map: null };
    },
  };
}
