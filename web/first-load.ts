/**
 * What a person waits for before the first channel, in as few requests as possible. Kit makes a chunk of every page and of
 * every module that two of them share, some fifty requests to a channel. Here the pages on the way to a channel are taken
 * into the app's own chunk with all they import; every other page, dialog and library stays a chunk of its own, fetched when
 * it is wanted.
 */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Plugin } from "vite";
import { withShortTable } from "./route-table.ts";

/** Endings of the components that stand on the way to a channel. */
export const ON_THE_WAY = [
  "/routes/+layout.svelte",
  "/routes/+error.svelte",
  "/routes/(class)/+layout.svelte",
  "/routes/(class)/c/[channel]/+page.svelte",
];
/** Small pieces that stand beside the words of a conversation and on many other pages. */
const SHARED = /\/base\/ui\/(?:Button|Spinner|Mark|roving|MenuButton|TileDrawing)\.(?:svelte|ts)$/u;
const LATER = "place:later-pages";
const NODE = /\/client-optimized\/nodes\/\d+\.js$/u;
const UNIVERSAL = /import \* as universal from "([^"]+)";\s*export \{ universal \};/u;
const OPTION = /export const (\w+)/gu;
/** Those that stand in a row. */
const LATER_NODES = /(?:later\(\d+\),\s*)+/gu;
const numbersIn = (nodes: string): string => nodes.match(/\d+/gu)?.join(",") ?? "";
const LAZY_NODE = /\(\) => import\('(\.\/nodes\/\d+)'\)/gu;

/** A whole module as a value needs rolldown's runtime, which is a file of its own: the options of a page are named one by one. */
function withoutNamespace(code: string, folder: string): { code: string; map: null } | undefined {
  const universal = UNIVERSAL.exec(code)?.[1];
  if (universal === undefined) return undefined;
  const options = [...readFileSync(join(folder, universal), "utf8").matchAll(OPTION)].map(([, option]) => option);
  const named = `import { ${options.join(", ")} } from ${JSON.stringify(universal)};\nexport const universal = { ${options.join(", ")} };`;
  return { code: code.replace(UNIVERSAL, named), map: null };
}

/**
 * Kit's list of pages imports each one when it is opened; those on the way to a channel come with the list. Where the others are
 * is a list of its own, fetched with the first of them: the names of thirty files and of their styles.
 */
function withTheApp(): Plugin {
  const later: string[] = [];
  return {
    name: "place-first-load",
    apply: "build",
    resolveId: (source) => (source === LATER ? `\0${LATER}` : null),
    load: (id) => (id === `\0${LATER}` ? `export const pages = {\n${later.join(",\n")}\n};` : null),
    transform(code, id) {
      if (NODE.test(id)) return withoutNamespace(code, dirname(id));
      if (!id.endsWith("/client-optimized/app.js")) return;
      const imports: string[] = [];
      later.length = 0;
      const list = code.replaceAll(LAZY_NODE, (lazy, node: string) => {
        const page = readFileSync(join(dirname(id), `${node}.js`), "utf8");
        if (!ON_THE_WAY.some((component) => page.includes(`${component}"`))) {
          later.push(`${JSON.stringify(node)}: ${lazy.replace(node, join(dirname(id), `${node}.js`))}`);
          return `later(${node.replace(/\D+/u, "")})`;
        }
        imports.push(`import * as first${imports.length} from '${node}';`);
        const name = `first${imports.length - 1}`;
        const universal = UNIVERSAL.test(page) ? `, universal: ${name}.universal` : "";
        return `() => Promise.resolve({ component: ${name}.component${universal} })`;
      });
      if (imports.length !== ON_THE_WAY.length)
        this.warn("Kit's list of pages looks different now: the first load is in many small files.");
      // A node by its number: fifty names of files say no more.
      const laterPage = `const later = (node) => () => import("${LATER}").then(({ pages }) => pages["./nodes/" + node]());`;
      const table = withShortTable(list.replaceAll(LATER_NODES, (nodes) => `...[${numbersIn(nodes)}].map(later),`));
      if (table === null) this.warn("Kit's table of routes looks different now: the first load is larger.");
      return { code: `${imports.join("\n")}\n${laterPage}\n${table ?? list}`, map: null };
    },
  };
}

/**
 * The first file names every style that a later one brings, some sixty. A name says what was built from what, and the hash alone tells one
 * from another: of 64 signs, six are more than enough for the files of a build and of those before it.
 */
function shortNames(): Plugin {
  const short = (names: string) => names.replace("[hash]", "[hash:6]");
  return {
    name: "place-short-names",
    apply: "build",
    // Kit gives its own names to what was asked for in the settings.
    configResolved({ environments }) {
      const output = environments["client"]?.build.rolldownOptions.output;
      if (!output || Array.isArray(output)) return;
      const { chunkFileNames, assetFileNames } = output;
      if (typeof chunkFileNames === "string") output.chunkFileNames = short(chunkFileNames);
      if (typeof assetFileNames === "string")
        output.assetFileNames = ({ names }) =>
          names[0]?.endsWith(".css") === true ? short(assetFileNames.replace("[name].", "")) : assetFileNames;
    },
  };
}

export function firstLoad(): Plugin[] {
  const chunks: Plugin = {
    name: "place-first-load-chunks",
    config: () => ({
      environments: {
        client: {
          build: {
            // A dialog's own imports are found when it is fetched. Named beforehand they are a list of every file of the app,
            // which everybody would wait for; styles have to be named, since they are there before what they style.
            modulePreload: {
              resolveDependencies: (_file: string, files: string[]) => files.filter((file) => file.endsWith(".css")),
            },
            rolldownOptions: {
              // Schemas spread the entries of others, which counts as an effect and would keep all of them.
              // What only hands on what others have is looked through, here and in Svelte, whose modules do nothing by being there.
              treeshake: {
                propertyReadSideEffects: false,
                moduleSideEffects: [
                  { test: /\/(?:client|protocol)\/index\.ts$/u, sideEffects: false },
                  {
                    test: /\/node_modules\/svelte\/src\/(?:utils\.js|internal\/client\/|internal\/shared\/|reactivity\/|store\/|attachments\/)/u,
                    sideEffects: false,
                  },
                ],
              },
              output: {
                codeSplitting: {
                  groups: [
                    // What the page tells kit (its version, where it lies) is set before kit's own modules run and read it: what
                    // kit's entry imports must bring none of them along.
                    {
                      name: "told",
                      priority: 3,
                      test: /\/kit\/src\/runtime\/client\/payload\.js$|vite\/preload-helper|rolldown\/runtime/u,
                    },
                    {
                      name: "place",
                      priority: 2,
                      // With all they import. Kit's entry stays apart: kit looks for what it imports.
                      test: /\/client-optimized\/app\.js$|\/kit\/src\/runtime\/client\/(?!entry\.js|payload\.js)/u,
                    },
                    // What stands beside the words comes in one file right after them. What other pages share with it stays apart,
                    // so that none of them brings all of it along.
                    { name: "shared", priority: 1, test: SHARED },
                    { name: "beside", test: /\/shell\/beside\.ts$/u },
                  ],
                },
              },
            },
          },
        },
      },
    }),
  };
  return [withTheApp(), shortNames(), chunks];
}
