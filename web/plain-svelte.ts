/**
 * Svelte without what this app never does, which its bundle has for those who do: taking over HTML of a server, and components as they
 * were written before version 5. Both are switches that Svelte reads at every step; turned off for good, the bundler leaves out
 * what hangs on them. The build ends with an error where somebody would turn one on.
 */
import { globSync, readFileSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const STAND_IN = fileURLToPath(new URL("never-hydrated.ts", import.meta.url));
const OF_SVELTE = /\/node_modules\/svelte\/src\//u;
const ASKED = /(?:^|\/)hydration\.js$/u;
/** Svelte's own names of what the stand-in has. */
const KNOWN = "export let hydrating = false;";
const FLAGS = /\/node_modules\/svelte\/src\/internal\/flags\/index\.js$/u;
const LEGACY = "export let legacy_mode_flag = false;";
const RENDERED = /export const (?:ssr|prerender) = (?!false)/u;

export function plainSvelte(): Plugin {
  return {
    name: "place-plain-svelte",
    apply: "build",
    applyToEnvironment: ({ name }) => name === "client",
    enforce: "pre",
    buildStart() {
      for (const file of globSync("web/src/routes/**/+{layout,page}.ts"))
        if (RENDERED.test(readFileSync(file, "utf8")))
          this.error(`${file}: a page of a server needs all of Svelte, see plain-svelte.ts.`);
    },
    async resolveId(source, importer) {
      if (source === "svelte/internal/flags/legacy")
        this.error(`${relative(".", importer ?? "")} is written as before Svelte 5: see plain-svelte.ts.`);
      if (importer === undefined || !OF_SVELTE.test(importer) || !ASKED.test(source)) return null;
      const found = await this.resolve(source, importer, { skipSelf: true });
      if (found && !readFileSync(found.id, "utf8").includes(KNOWN))
        this.error(`${relative(".", found.id)} is another one now: see plain-svelte.ts.`);
      return STAND_IN;
    },
    transform(code, id) {
      if (!FLAGS.test(id)) return null;
      const flags = code.replace(LEGACY, LEGACY.replace("let", "const")).replace("legacy_mode_flag = true;", "");
      if (flags === code) this.error(`${relative(".", id)} is another one now: see plain-svelte.ts.`);
      return { code: flags, map: null };
    },
  };
}
