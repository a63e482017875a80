/**
 * To be called before something grows because its reader asked for it: the list then stays where the reader looks, also where
 * it stood at its end and would follow what is new. See place-keeper.ts.
 */
export function holdPlace(within: Element): void {
  within.dispatchEvent(new Event("placehold", { bubbles: true }));
}
