import adapter from "@sveltejs/adapter-static";
import { sveltekit } from "@sveltejs/kit/vite";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { defineConfig } from "vite";
import { appFiles } from "./web/app-files.ts";
import { docs } from "./web/docs.ts";
import { emojiData } from "./web/emoji-data.ts";
import { firstLoad } from "./web/first-load.ts";
import { fontSubset } from "./web/font-subset.ts";
import { icons } from "./web/icons.ts";
import { plainPreload } from "./web/plain-preload.ts";
import { plainState } from "./web/plain-state.ts";
import { plainSvelte } from "./web/plain-svelte.ts";
import { EMOJI_PICKERS_SHEET } from "./web/sheets.ts";
import { svelteInTwo } from "./web/svelte-in-two.ts";
import { texts } from "./web/texts.ts";
import { trustedPicker } from "./web/trusted-picker.ts";

/** Where `npm run dev` has the worker; see tools/dev.ts. */
const worker = process.env["PLACE_DEV_WORKER"] ?? "http://127.0.0.1:8787";

/** The one inline script, and the one inline sheet of styles, of the page, by its hash. */
function inlineHash(tag: "script" | "style"): `sha256-${string}` {
  const page = readFileSync("web/src/app.html", "utf8");
  const [text, ...others] = [...page.matchAll(new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`, "gu"))].map(
    ([, text]) => text,
  );
  if (text === undefined || others.length > 0)
    throw new Error(`The page has not one <${tag}> of its own: see vite.config.ts.`);
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}

export default defineConfig({
  plugins: [
    texts(),
    firstLoad(),
    docs(),
    emojiData(),
    fontSubset(),
    icons(),
    plainPreload(),
    plainState(),
    plainSvelte(),
    svelteInTwo(),
    trustedPicker(),
    appFiles(),
    sveltekit({
      compilerOptions: {
        runes: true,
        // Stands at every element of a component, in its styles too: as short as keeps two components apart.
        cssHash: ({ hash, filename }) => `s-${hash(filename).slice(0, 5)}`,
      },
      adapter: adapter({ pages: "build", assets: "build", fallback: "index.html" }),
      files: {
        src: "web/src",
        assets: "web/static",
      },
      // Once a class is on the screen (lib/features/offline/register-worker.ts): a first visit waits for none of it.
      serviceWorker: { register: false },
      // Hashes of kit's own inline script go into a <meta>; what a <meta> cannot say is in web/static/_headers.
      csp: {
        mode: "hash",
        directives: {
          "default-src": ["self"],
          "script-src": ["self", inlineHash("script")],
          // Svelte and the virtual list set style attributes. Sheets come from files, but for two.
          "style-src": ["self", "unsafe-inline"],
          "style-src-elem": ["self", inlineHash("style"), EMOJI_PICKERS_SHEET],
          "img-src": ["self", "data:", "blob:"],
          "font-src": ["self", "data:"],
          "connect-src": ["self"],
          "worker-src": ["self"],
          "manifest-src": ["self"],
          "object-src": ["none"],
          "base-uri": ["none"],
          "form-action": ["self"],
          // By a string, HTML and scripts come about in three places alone: Svelte's templates, the last wall, and trusted.ts.
          "require-trusted-types-for": ["script"],
          "trusted-types": ["svelte-trusted-html", "dompurify", "place", "place-formulas", "place-scripts"],
        },
      },
    }),
  ],
  // A worker fetches its later parts like the page does.
  worker: { format: "es" },
  server: {
    host: "127.0.0.1",
    port: Number(process.env["PLACE_DEV_PORT"] ?? 5173),
    strictPort: true,
    // The worker compares Origin with its own address, so the browser's address is passed on as it is.
    proxy: { "/api": { target: worker, ws: true, changeOrigin: false } },
  },
});
