/**
 * emoji-picker-element makes its parts of strings, by itself and without a policy: where the browser knows Trusted Types, it would be an empty
 * box. Its strings are templates of its own, with what is variable put in later, as text or attributes.
 */
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const PICKER = /\/emoji-picker-element\/picker\.js$/u;
const TRUSTED = fileURLToPath(new URL("src/lib/base/browser/trusted.ts", import.meta.url));
const SINKS = [
  ["template.innerHTML = htmlString;", "template.innerHTML = trustedHtml(htmlString);"],
  ["parentNode.innerHTML = '';", "parentNode.replaceChildren();"],
] as const;

export function trustedPicker(): Plugin {
  return {
    name: "place-trusted-picker",
    enforce: "pre",
    transform(code, id) {
      if (!PICKER.test(id)) return null;
      let mended = code;
      for (const [sink, instead] of SINKS) {
        if (!mended.includes(sink)) this.error(`${id} is written in another way now: see trusted-picker.ts.`);
        mended = mended.replace(sink, instead);
      }
      return { code: `import { trustedHtml } from ${JSON.stringify(TRUSTED)};\n${mended}`, map: null };
    },
  };
}
