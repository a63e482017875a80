/** PLACE with counters around it (workers/counting.ts), filled with the bench's class, on bare workerd. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BenchClass } from "./bench-class.ts";
import { startBundled } from "./bundled-place.ts";
import { OURS, type Checkout } from "./checkout.ts";
import type { Counts } from "./counts.ts";
import { fillState } from "./fill-state.ts";
import { get } from "./http.ts";

export interface CountingPlace extends BenchClass {
  url: string;
  /** What was counted since the last call. */
  counts(): Promise<Counts>;
  /** Puts its clock forward. */
  later(ms: number): Promise<void>;
  stop(): Promise<void>;
}

export async function startCountingPlace(
  longHistory: number,
  people: number,
  checkout: Checkout = OURS,
): Promise<CountingPlace> {
  const folder = await mkdtemp(join(tmpdir(), "place-counting-"));
  const { headers, token } = await fillState(checkout, folder, longHistory, people);
  const { url, stop } = await startBundled({ checkout, entry: "counting.ts", folder });
  return {
    url,
    headers,
    token,
    counts: async () => JSON.parse(await get(`${url}/__counters`, {})) as Counts,
    later: async (ms) => void (await get(`${url}/__later?ms=${ms}`, {})),
    async stop() {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
