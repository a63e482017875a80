/** What the surroundings tell about the network and the reader. Hints only: a laptop without a network reaches itself. */
export type Hint = "online" | "offline" | "visible" | "hidden";

export interface Signals {
  /** Is the page in view? */
  visible(): boolean;
  /** Returns the function that ends the subscription. */
  subscribe(listener: (hint: Hint) => void): () => void;
}

export const silentSignals: Signals = { visible: () => true, subscribe: () => () => undefined };

/** The browser's own hints; silent elsewhere. */
export function browserSignals(): Signals {
  if (typeof window === "undefined" || typeof document === "undefined") return silentSignals;
  return {
    visible: () => document.visibilityState === "visible",
    subscribe(listener) {
      const ends = new AbortController();
      const { signal } = ends;
      window.addEventListener("online", () => listener("online"), { signal });
      window.addEventListener("offline", () => listener("offline"), { signal });
      const seen = () => listener(document.visibilityState === "visible" ? "visible" : "hidden");
      document.addEventListener("visibilitychange", seen, { signal });
      // Safari ends a page without a visibilitychange.
      window.addEventListener("pagehide", () => listener("hidden"), { signal });
      return () => ends.abort();
    },
  };
}
