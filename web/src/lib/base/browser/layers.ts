/**
 * What lies over the page is what "back" takes away first on glass: the gesture, the button below the screen, the one of the browser.
 * Each layer (a dialog, a sheet, a menu, the panel, a picture) has an entry of its own in the history for as long as it is open. The entry is a
 * copy of the page's own: kit's router takes it for the page that is on the screen already, and leaves it alone.
 */
const KEY = "place:layers";
/** A menu that becomes a dialog keeps its entry, and a page that is on its way takes over. */
const SETTLE_MS = 50;
/** The browser may have nowhere to go. */
const TRAVEL_MS = 600;

interface Layer {
  close: () => void;
  /** The page that it was opened over. */
  over: string;
}

const layers: Layer[] = [];
/** Ends the wait for a step in the history that is ours. */
let travelling: ReturnType<typeof setTimeout> | null = null;
let afterwards: (() => void)[] = [];
/** Place in the history before the last change of it; -1 where the browser does not tell. */
let cameFrom = -1;

/** One holds it in the hand, or touches it. In a class site, the history is the site's. */
export const isGlass = (): boolean =>
  globalThis.parent === globalThis.self && matchMedia("(max-width: 767px), (pointer: coarse)").matches;

const depth = (): number => {
  const { [KEY]: layered } = (history.state ?? {}) as { [KEY]?: number };
  return layered ?? 0;
};

function go(by: number): void {
  const arrived = () => {
    travelling = null;
    sync();
  };
  travelling = setTimeout(arrived, TRAVEL_MS);
  history.go(by);
}

/** Makes the history as deep as what is open. */
function sync(): void {
  if (travelling !== null) return;
  const extra = depth() - layers.length;
  if (extra > 0) return go(-extra);
  for (let at = depth() + 1; at <= layers.length; at += 1)
    history.pushState({ ...(history.state as object | null), [KEY]: at }, "");
  const run = afterwards;
  afterwards = [];
  for (const each of run) each();
}

function onPopState(): void {
  const isOurs = travelling !== null;
  if (travelling !== null) clearTimeout(travelling);
  travelling = null;
  if (isOurs) return sync();
  const there = depth();
  while (layers.length > there) layers.pop()?.close();
  if (there === layers.length) return;
  // An entry of something that is closed: a page was gone to from there, or it was closed by going back. It is passed by.
  const { navigation } = globalThis as { navigation?: Navigation };
  const here = navigation?.currentEntry?.index ?? -1;
  if (cameFrom >= 0 && cameFrom < here && navigation?.canGoForward) go(1);
  else go(layers.length - there);
}

function onEntryChange(event: NavigationCurrentEntryChangeEvent): void {
  cameFrom = event.from.index;
  // Whoever goes to another page from what lies over this one does not find it lying over that one.
  if (event.navigationType !== "push" || depth() > 0) return;
  for (const layer of layers.splice(0)) {
    if (layer.over === location.pathname) layers.push(layer);
    else layer.close();
  }
}

if ("history" in globalThis) {
  addEventListener("popstate", onPopState);
  (globalThis as { navigation?: Navigation }).navigation?.addEventListener("currententrychange", onEntryChange);
  // The page was loaded anew while something lay over it.
  if (depth() > 0) sync();
}

/**
 * Something opened over the page.
 * @param close takes it away; called when its reader goes back
 * @returns to be called when it was closed in another way, any number of times. `then`: what may lead to another page, done once the
 * history is the page's again.
 */
export function layer(close: () => void): (then?: () => void) => void {
  if (!isGlass()) return (then) => then?.();
  const mine: Layer = { close, over: location.pathname };
  layers.push(mine);
  sync();
  return (then) => {
    const at = layers.indexOf(mine);
    if (at >= 0) layers.splice(at, 1);
    if (then) {
      afterwards.push(then);
      sync();
    } else if (at >= 0) setTimeout(sync, SETTLE_MS);
  };
}
