/** The few things of a browser that the page's logic asks for, for tests without one. */
import { vi } from "vitest";

export function stubStorage(): Map<string, string> {
  const kept = new Map<string, string>();
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  });
  return kept;
}

/** A storage that is closed, as in a private window of some browsers. */
export function stubClosedStorage(): void {
  const closed = () => {
    throw new DOMException("closed", "SecurityError");
  };
  vi.stubGlobal("localStorage", { getItem: closed, setItem: closed, removeItem: closed });
}

/** @returns what says whether the network is there, and tells the page of it. */
export function stubNetwork(): (isOnline: boolean) => void {
  const target = new EventTarget();
  const navigator = { onLine: true, userAgent: "test", languages: ["en"] };
  vi.stubGlobal("navigator", navigator);
  vi.stubGlobal("addEventListener", target.addEventListener.bind(target));
  vi.stubGlobal("removeEventListener", target.removeEventListener.bind(target));
  return (isOnline) => {
    navigator.onLine = isOnline;
    target.dispatchEvent(new Event(isOnline ? "online" : "offline"));
  };
}
