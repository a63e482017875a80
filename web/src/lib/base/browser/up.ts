/** One page up, as a phone has it: nowhere does a page lie twice in the history, so that "back" never leads forth and back between two. */
import { goto } from "$app/navigation";

/** @param address of the page above: gone back to where it lies in the history, and else put in the place of this one */
export async function goUp(address: string): Promise<void> {
  const wanted = new URL(address, location.href);
  const entries = "navigation" in globalThis ? navigation.entries() : [];
  const here = entries.length > 0 ? (navigation.currentEntry?.index ?? 0) : 0;
  const at = entries.findLastIndex(({ url }, index) => {
    const { pathname, search } = new URL(url ?? "about:blank");
    return index < here && pathname === wanted.pathname && search === wanted.search;
  });
  if (at >= 0) history.go(at - here);
  else await goto(address, { replace: true });
}
