/**
 * Kit brings `devalue` into every app, a tenth of its client, for data that a server's `load` sends. Here the pages are static
 * and the history keeps JSON: kit-state.ts does for that. The build ends with an error where this stops being true.
 */
import { globSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const STAND_IN = fileURLToPath(new URL("kit-state.ts", import.meta.url));
/** Kit's modules that are known to need no more of it than the stand-in has. Those of the server's data are never run. */
const KNOWN = /\/@sveltejs\/kit\/src\/runtime\/(?:client\/client|shared|form-utils|app\/internal\/transport)\.js$/u;
/** What would need the real one: data of a server, and types of the app's own in it. */
const SERVER_DATA = ["web/src/**/+*.server.*", "web/src/**/*.remote.*", "web/src/hooks.{js,ts}"];

export function plainState(): Plugin {
  return {
    name: "place-plain-state",
    apply: "build",
    enforce: "pre",
    buildStart() {
      const found = globSync(SERVER_DATA);
      if (found.length > 0)
        this.error(`${found.join(", ")}: data of kit's server needs the real devalue, see plain-state.ts.`);
    },
    resolveId(source, importer) {
      if (source !== "devalue" || this.environment.name !== "client" || importer === undefined) return null;
      if (!KNOWN.test(importer))
        this.error(`${relative(".", importer)} is new in needing devalue: see plain-state.ts.`);
      return STAND_IN;
    },
  };
}
