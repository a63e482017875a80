/**
 * Lets tests without a browser import the page's logic: modules with runes are compiled as the build does it, and run with Svelte's real
 * reactivity; a component is a function that draws nothing, and kit's navigation goes nowhere.
 */
import { compileModule } from "svelte/compiler";
import { transformWithOxc, type Plugin } from "vite";

const COMPONENT = "\0component:";
const NAVIGATION = "\0navigation";

export function svelteModules(): Plugin {
  return {
    name: "place-svelte-modules",
    enforce: "pre",
    resolveId(source) {
      if (source.endsWith(".svelte") || source.startsWith("@lucide/svelte/")) return COMPONENT + source;
      return source === "$app/navigation" ? NAVIGATION : null;
    },
    load(id) {
      if (id.startsWith(COMPONENT)) return "export default function Component() {}";
      return id === NAVIGATION ? "export const goto = async () => {};" : null;
    },
    async transform(code, id) {
      if (!id.endsWith(".svelte.ts")) return null;
      const plain = await transformWithOxc(code, id);
      const { js } = compileModule(plain.code, { filename: id, generate: "client" });
      return { code: js.code, map: null };
    },
  };
}
