/**
 * Icons as the drawings they are. A component of @lucide/svelte puts its drawing together anew wherever it stands, from options
 * that nobody here uses: each becomes a component of a few bytes, with the same classes and attributes, and a class of one's own.
 */
import type { Plugin } from "vite";

const ICON = /\/@lucide\/svelte\/dist\/icons\/[\w-]+\.svelte$/u;
const DATA = /const iconData = (\{.*\});/u;
const DRAWN = "<Icon {...props} icon={iconData} />";

interface IconData {
  name: string;
  size: number;
  node: [tag: string, attributes: Record<string, string | number>][];
}

const attributesOf = (attributes: IconData["node"][number][1]): string =>
  Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${value}"`)
    .join("");

function componentOf({ name, size, node }: IconData): string {
  const parts = node.map(([tag, attributes]) => `<${tag}${attributesOf(attributes)}/>`).join("");
  return `<script>const { "aria-label": label, class: more = "" } = $props();</script>
<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" viewBox="0 0 ${size} ${size}" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" class="lucide lucide-${name} {more}" aria-hidden={label ? undefined : "true"} aria-label={label}>${parts}</svg>`;
}

export function icons(): Plugin {
  return {
    name: "place-icons",
    enforce: "pre",
    transform(code, id) {
      if (!ICON.test(id)) return null;
      const data = DATA.exec(code)?.[1];
      if (data === undefined || !code.includes(DRAWN)) this.error(`${id} is written in another way now: see icons.ts.`);
      return { code: componentOf(JSON.parse(data) as IconData), map: null };
    },
  };
}
