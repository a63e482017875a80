/**
 * Signing in from a frame: in a window of PLACE's own, where its cookie counts, which hands the frame a code for this channel on this
 * site and nothing else. Both sides are of PLACE's origin, and say so.
 */
const LOOK_EVERY_MS = 500;

/** What the window says when it is done. */
export interface HandedCode {
  place: "widget-code";
  code: string;
}

/** Null: the window was closed. Must be called in the turn of a click. */
export function signInWindow(widget: string, site: string): Promise<string | "blocked" | null> {
  const address = `/widget-sign-in?widget=${encodeURIComponent(widget)}&site=${encodeURIComponent(site)}`;
  const opened = window.open(address, "place-sign-in", "popup,width=460,height=680");
  if (opened === null) return Promise.resolve("blocked");
  return new Promise((resolve) => {
    const end = (answer: string | null) => {
      removeEventListener("message", receive);
      clearInterval(watch);
      resolve(answer);
    };
    const receive = ({ source, origin, data }: MessageEvent<Partial<HandedCode> | null>) => {
      if (source !== opened || origin !== location.origin) return;
      if (data?.place === "widget-code" && typeof data.code === "string") end(data.code);
    };
    addEventListener("message", receive);
    // Nothing tells that a window was closed.
    const watch = setInterval(() => opened.closed && end(null), LOOK_EVERY_MS);
  });
}
