/** Pieces of the program that are fetched when they are needed, and that nothing on the screen can stand in for. */

/** Milliseconds from one try to the next; the last one is kept. A server that restarts is not a network that is gone. */
const RETRY_MS = [500, 1_000, 2_000, 4_000, 8_000, 60_000];

/** Waits so long, or for the network to come back. */
const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    const go = () => {
      clearTimeout(timer);
      removeEventListener("online", go);
      resolve();
    };
    const timer = setTimeout(go, ms);
    addEventListener("online", go);
  });

/** @param load imports the piece. Tried again until it is here; never rejects. */
export async function untilHere<Piece>(load: () => Promise<Piece>): Promise<Piece> {
  for (let failed = 0; ; failed += 1) {
    try {
      return await load();
    } catch {
      await pause(RETRY_MS[failed] ?? 60_000);
    }
  }
}
