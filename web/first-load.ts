/**
 * What a person waits for before the first channel, in as few requests as possible. Kit makes a chunk of every page and of
 * every module that two of them share, some fifty requests to a channel. Here the pages on the way to a channel are taken
 * into the app's own chunk with all they import; every other page, dialog and library stays a chunk of its own, fetched when
 * it is wanted.
 */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Plugin } from "vite";

/** Endings of the components that stand on the way to a channel. */
const ON_THE_WAY = [
  "/routes/+layout.svelte",
  "/routes/+error.svelte",
  "/routes/(class)/+layout.svelte",
  "/routes/(class)/c/[channel]/+page.svelte",
];
const LAZY_NODE = /\(\) => import\('(\.\/nodes\/\d+)'\)/gu;

/** Kit's list of pages imports each one when it is opened; those on the way to a channel come with the list. */
function withTheApp(): Plugin {
  return {
    name: "place-first-load",
    apply: "build",
    transform(code, id) {
      if (!id.endsWith("/client-optimized/app.js")) return;
      const imports: string[] = [];
      const list = code.replaceAll(LAZY_NODE, (lazy, node: string) => {
        const page = readFileSync(join(dirname(id), `${node}.js`), "utf8");
        if (!ON_THE_WAY.some((component) => page.includes(`${component}"`))) return lazy;
        imports.push(`import * as first${imports.length} from '${node}';`);
        return `() => Promise.resolve(first${imports.length - 1})`;
      });
      if (imports.length !== ON_THE_WAY.length)
        this.warn("Kit's list of pages looks different now: the first load is in many small files.");
      return { code: `${imports.join("\n")}\n${list}`, map: null };
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
            rolldownOptions: {
              // Schemas spread the entries of others, which counts as an effect and would keep all of them.
              treeshake: { propertyReadSideEffects: false },
              output: {
                codeSplitting: {
                  groups: [
                    // What the page tells kit (its version, where it lies) is set before kit's own modules run and read it: what
                    // kit's entry imports must bring none of them along.
                    {
                      name: "told",
                      priority: 1,
                      test: /\/kit\/src\/runtime\/client\/payload\.js$|vite\/preload-helper/u,
                    },
                    {
                      name: "place",
                      // With all they import. Kit's entry stays apart: kit looks for what it imports.
                      test: /\/client-optimized\/app\.js$|\/kit\/src\/runtime\/client\/(?!entry\.js|payload\.js)/u,
                    },
                  ],
                },
              },
            },
          },
        },
      },
    }),
  };
  return [withTheApp(), chunks];
}
