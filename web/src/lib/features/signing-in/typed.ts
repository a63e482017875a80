/** What was typed on the page for signing in, for who comes back to it from a provider that said no: in this tab, once. */
const KEY = "place.typedHandle";

export function keepTyped(handle: string): void {
  try {
    sessionStorage.setItem(KEY, handle);
  } catch {
    // Storage that is closed costs the word.
  }
}

export function takeTyped(): string {
  try {
    const typed = sessionStorage.getItem(KEY) ?? "";
    sessionStorage.removeItem(KEY);
    return typed;
  } catch {
    // As above.
    return "";
  }
}
