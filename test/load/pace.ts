/** Open loop: things are due when they are due, whatever became of those before. */

/** Calls `act` `count` times, at even distances, `perSecond` a second, with the time at which each was due. */
export function atPace(perSecond: number, count: number, act: (i: number, dueAt: number) => void): Promise<void> {
  const start = performance.now() + 5;
  let next = 0;
  return new Promise((resolve) => {
    const look = () => {
      const now = performance.now();
      for (; next < count && dueAt(next) <= now; next++) act(next, dueAt(next));
      if (next === count) return resolve();
      // A timer is up to a millisecond late, which would be a good part of what is measured.
      const wait = dueAt(next) - performance.now() - 1.2;
      if (wait > 1) setTimeout(look, wait);
      else setImmediate(look);
    };
    const dueAt = (i: number) => start + (i * 1000) / perSecond;
    look();
  });
}

export const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
