/**
 * What a test waits for comes when the machine has time for it: vitest's own bound of a second is one of a machine that does nothing else,
 * and a test that ends at 970 ms here fails elsewhere. It is shorter than any test's own bound, so that what did not come is named.
 */
import { vi } from "vitest";

const PATIENCE_MS = 15_000;
const { waitFor, waitUntil } = vi;

vi.waitFor = (holds, options = {}) =>
  waitFor(holds, typeof options === "number" ? options : { timeout: PATIENCE_MS, ...options });
vi.waitUntil = (holds, options = {}) =>
  waitUntil(holds, typeof options === "number" ? options : { timeout: PATIENCE_MS, ...options });
