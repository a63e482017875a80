/** Where the app was left: its address, and where in the channel its reader stood. app.html takes it up, before any of this is there. */
import { write } from "../../base/browser/storage.ts";
import { me } from "../../class/account/account.svelte.ts";
import type { Left } from "../../class/account/opening.ts";

/** As near to the end a list follows it (conversation/window/scroll.ts), px. */
const END_PX = 48;

/** The first message with a part on the screen; null: the reader is at the end, or sees no list. */
function placeNow(channel: string | null): Left | null {
  const list = document.querySelector<HTMLElement>("main [role=log]");
  if (!list || channel === null || list.scrollHeight - list.scrollTop - list.clientHeight < END_PX) return null;
  const { top } = list.getBoundingClientRect();
  for (const row of list.querySelectorAll<HTMLElement>("[data-seq]")) {
    const edges = row.getBoundingClientRect();
    if (edges.bottom <= top) continue;
    const seq = Number(row.dataset["seq"]);
    return seq > 0 ? { channel, place: { at: "row", key: "", seq, top: edges.top - top } } : null;
  }
  return null;
}

/** Writes it whenever the page may be closed next. @param channel the one on the screen. Returns the function that ends it. */
export function rememberPlace(channel: () => string | null): () => void {
  const keep = () => {
    const { pathname, search, hash } = location;
    write("place.left", JSON.stringify({ path: `${pathname}${search}${hash}`, ...placeNow(channel()) }));
  };
  const hidden = () => document.visibilityState === "hidden" && keep();
  document.addEventListener("visibilitychange", hidden);
  addEventListener("pagehide", keep);
  return () => {
    // Whoever comes next was never there.
    if (me.signInState === "out") write("place.left", null);
    document.removeEventListener("visibilitychange", hidden);
    removeEventListener("pagehide", keep);
  };
}
