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
      const online = () => listener("online");
      const offline = () => listener("offline");
      const seen = () => listener(document.visibilityState === "visible" ? "visible" : "hidden");
      const hidden = () => listener("hidden");
      window.addEventListener("online", online);
      window.addEventListener("offline", offline);
      document.addEventListener("visibilitychange", seen);
      // Safari ends a page without a visibilitychange.
      window.addEventListener("pagehide", hidden);
      return () => {
        window.removeEventListener("online", online);
        window.removeEventListener("offline", offline);
        document.removeEventListener("visibilitychange", seen);
        window.removeEventListener("pagehide", hidden);
      };
    },
  };
}
