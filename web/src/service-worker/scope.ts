/** Which requests are the service worker's to answer. All others go to the network as if it were not there. */

/** The part of a request that is looked at. */
export interface Asked {
  method: string;
  mode: string;
  url: string;
}
/**
 * `page`: an address of the app is opened. `file`: a file of the build, whose name changes with its content. `opening`: what a page asks
 * for first. `picture`: the bytes of a message's file, as a picture on the screen. `share`: another app hands something over.
 */
export type Kind = "page" | "file" | "opening" | "picture" | "share" | null;

/** Pages for who has a class open. What strangers see first, the documentation and the frame of a widget come from the server. */
const PAGES = /^\/(?:$|[cw]\/[^/.]+(?:\/[^.]*)?$|to\/[a-z]+$|settings(?:\/[^.]*)?$)/u;
/** Whole files and their small pictures; what is to be saved goes by itself (`?download`). */
const OF_A_MESSAGE = /^\/api\/channels\/[\w-]+\/messages\/\d+\/files\/([\w-]+)\//u;
/** Without what class sites include, which is not the app's. */
const FILES = /^\/_app\/immutable\/(?!widget\/|embed\/)/u;

/** Id of the bytes that such an address asks for. */
export const fileIn = (pathname: string): string | undefined => OF_A_MESSAGE.exec(pathname)?.[1];

/** @param origin the worker's own */
export function kindOf({ method, mode, url }: Asked, origin: string): Kind {
  const { origin: asked, pathname, search } = new URL(url);
  if (asked !== origin) return null;
  if (method === "POST" && mode === "navigate" && pathname === "/to/share") return "share";
  if (method !== "GET") return null;
  if (mode === "navigate") return PAGES.test(pathname) ? "page" : null;
  if (pathname === "/api/opening") return "opening";
  // An `img` asks so, and is no script's.
  if (mode === "no-cors" && search === "" && fileIn(pathname) !== undefined) return "picture";
  return FILES.test(pathname) ? "file" : null;
}
