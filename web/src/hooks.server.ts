import type { Handle } from "@sveltejs/kit/hooks";

/** Runs once, in the build, for the page that all addresses share: what its head asks the browser to fetch early. */
export const handle: Handle = ({ event, resolve }) =>
  resolve(event, {
    preload: ({ type, path }) => {
      // The first page's modules are in the app's own chunk (web/first-load.ts): their files lead there, and nobody asks for them.
      if (type === "js") return !path.includes("/nodes/");
      // Fonts come after the words (base/fonts.ts).
      return type === "css";
    },
  });
