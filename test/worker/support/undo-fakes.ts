/** What a test put in place of the platform's own is taken away again. */
import { afterEach, vi } from "vitest";

/** To be called by the file of the tests: files share a runtime, and a hook that stands in a module of several is the first one's alone. */
export function undoFakesAfterEach(): void {
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });
}
