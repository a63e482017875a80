import { svelte } from "@sveltejs/vite-plugin-svelte";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { emojiData } from "./web/emoji-data.ts";
import { fontSubset } from "./web/font-subset.ts";
import { icons } from "./web/icons.ts";
import { texts } from "./web/texts.ts";
import { trustedPicker } from "./web/trusted-picker.ts";
import { widgetPage } from "./web/widget-page.ts";

/**
 * The page in a widget's frame: a build of its own beside the app's, into the same folder. A class page is somebody else's; what is
 * fetched there before the first message is the conversation alone, without the app's router, its shell and its pages.
 */
export default defineConfig({
  root: fileURLToPath(new URL("web/src/widget", import.meta.url)),
  publicDir: false,
  resolve: { alias: { "$app/navigation": fileURLToPath(new URL("web/src/widget/navigation.ts", import.meta.url)) } },
  plugins: [
    texts(),
    emojiData(),
    fontSubset(),
    icons(),
    trustedPicker(),
    svelte({
      configFile: false,
      compilerOptions: { cssHash: ({ hash, filename }) => `s-${hash(filename).slice(0, 5)}` },
    }),
    widgetPage(),
  ],
  build: {
    outDir: fileURLToPath(new URL("build", import.meta.url)),
    emptyOutDir: false,
    assetsDir: "_app/immutable/widget",
    modulePreload: {
      polyfill: false,
      // As in the app: what a dialog imports is found when it is fetched.
      resolveDependencies: (_file, files) => files.filter((file) => file.endsWith(".css")),
    },
    rolldownOptions: {
      input: fileURLToPath(new URL("web/src/widget/widget-frame.html", import.meta.url)),
      // What only hands on what others have (client/index.ts) is looked through: of it, the first words need an eighth.
      treeshake: {
        propertyReadSideEffects: false,
        moduleSideEffects: [{ test: /\/(?:client|protocol)\/index\.ts$/u, sideEffects: false }],
      },
      output: {
        codeSplitting: {
          groups: [
            { name: "frame", priority: 2, test: /\/widget\/main\.ts$/u },
            // Right after the first words, in one file: what there is to do with them.
            { name: "conversation", priority: 1, test: /\/lib\/widget\/(?:parts\.ts|VisitorConversation\.svelte)$/u },
          ],
        },
      },
    },
  },
});
