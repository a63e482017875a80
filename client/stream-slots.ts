/**
 * Over HTTP/1.1 a browser has six connections to a site, for all of its tabs. Streams take four of them at most, so that whoever has many tabs
 * open can still post.
 */
const SLOTS = ["place-stream-1", "place-stream-2", "place-stream-3", "place-stream-4"];

/** @returns what gives it back; null where all are taken */
export async function takeStreamSlot(): Promise<(() => void) | null> {
  if (!isScarce()) return () => undefined;
  for (const name of SLOTS) {
    const release = await take(name);
    if (release) return release;
  }
  return null;
}

function isScarce(): boolean {
  if (typeof document === "undefined" || !("locks" in navigator)) return false;
  const [page] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  return page?.nextHopProtocol.startsWith("http/1") ?? false;
}

function take(name: string): Promise<(() => void) | null> {
  return new Promise((resolve) => {
    navigator.locks
      .request(name, { ifAvailable: true }, (lock) => {
        if (!lock) return resolve(null);
        return new Promise<void>((release) => resolve(release));
      })
      .catch(() => resolve(null));
  });
}
