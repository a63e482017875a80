/** What is kept in this browser, which all its tabs share. Storage that is closed or full costs the keeping, nothing else. */

/** Null: nothing is kept there. */
export function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** @param value null: nothing is kept there any more. */
export function write(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // Storage closed or full: it lasts as long as the page does.
  }
}

/** Texts: empty, nothing is kept there. */
export const readText = (key: string): string => read(key) ?? "";
export const writeText = (key: string, text: string): void => write(key, text === "" ? null : text);

/** What was kept as JSON; `fallback` where there is nothing, or not JSON. Whoever reads it says whether it is what they wrote. */
export function readJson(key: string, fallback: unknown): unknown {
  try {
    return (JSON.parse(read(key) ?? "null") as unknown) ?? fallback;
  } catch {
    return fallback;
  }
}

/** What follows such a beginning in the keys that there are. */
export function channelsUnder(start: string): string[] {
  try {
    return Object.keys(localStorage).flatMap((key) => (key.startsWith(start) ? [key.slice(start.length)] : []));
  } catch {
    return [];
  }
}
/** Called when another tab of this browser changes what stands under a key that begins so; `before`: what it saw there. For the life of the page. */
export function onStored(start: string, listener: (key: string, text: string, before: string) => void): void {
  if (typeof addEventListener === "undefined") return;
  addEventListener("storage", ({ key, newValue, oldValue }) => {
    if (key?.startsWith(start)) listener(key, newValue ?? "", oldValue ?? "");
  });
}
