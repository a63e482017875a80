/** Puts preload-styles.ts in the place of vite's own helper, and ends the build where there is none to be found any more. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { transformWithOxc, type Plugin } from "vite";

const STAND_IN = fileURLToPath(new URL("preload-styles.ts", import.meta.url));
const HELPER = "\0vite/preload-helper.js";

export function plainPreload(): Plugin {
  let isAsked = false;
  return {
    name: "place-plain-preload",
    apply: "build",
    applyToEnvironment: ({ name }) => name === "client",
    enforce: "pre",
    async load(id) {
      if (id !== HELPER) return null;
      isAsked = true;
      const { code } = await transformWithOxc(readFileSync(STAND_IN, "utf8"), STAND_IN);
      return { code, moduleSideEffects: false };
    },
    buildEnd() {
      if (!isAsked) this.error("Vite loads what is imported later in another way now: see plain-preload.ts.");
    },
  };
}
