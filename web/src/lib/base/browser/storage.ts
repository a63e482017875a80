/** Texts in the browser's storage, which all tabs of it share. Storage that is closed or full costs the keeping, nothing else. */
export function read(key: string): string {
  try {
    return localStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}
/** Empty: nothing is kept there. */
export function store(key: string, text: string): void {
  try {
    if (text === "") localStorage.removeItem(key);
    else localStorage.setItem(key, text);
  } catch {
    // Storage closed or full: the text is still in the field.
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
