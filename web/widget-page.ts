/** The policy of the page in a widget's frame: as the app's, with the page's one inline script by its hash. Who may frame it is a header, per widget. */
import { createHash } from "node:crypto";
import type { Plugin } from "vite";
import { EMOJI_PICKERS_SHEET } from "./sheets.ts";

const SCRIPT = /<script>([\s\S]*?)<\/script>/u;
const DIRECTIVES = [
  "default-src 'self'",
  // Svelte and the list set style attributes; a site's accent is one too.
  "style-src 'self' 'unsafe-inline'",
  `style-src-elem 'self' '${EMOJI_PICKERS_SHEET}'`,
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  // As in the app (vite.config.ts).
  "require-trusted-types-for 'script'",
  "trusted-types svelte-trusted-html dompurify place place-formulas place-scripts",
];

export function widgetPage(): Plugin {
  return {
    name: "place-widget-page",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler(html) {
        const script = SCRIPT.exec(html)?.[1];
        if (script === undefined)
          throw new Error("The page of the widget has no script of its own: see widget-page.ts.");
        const hash = createHash("sha256").update(script).digest("base64");
        const content = [...DIRECTIVES, `script-src 'self' 'sha256-${hash}'`].join("; ");
        return [{ tag: "meta", attrs: { "http-equiv": "content-security-policy", content }, injectTo: "head-prepend" }];
      },
    },
  };
}
