/** What D1 is asked while people wait is waited for so long; it answers in milliseconds, or hangs for seconds (promise I8). */
export const D1_PATIENCE_MS = 1_500;

export class TookTooLong extends Error {
  override readonly name = "TookTooLong";
  constructor(ms: number) {
    super(`no answer within ${ms} ms`);
  }
}

/** What `work` comes to. @throws TookTooLong after `ms`, while the work goes on; or what it throws */
export async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TookTooLong(ms)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    // It may still fail, when nobody waits for it any more.
    work.catch(() => undefined);
  }
}
