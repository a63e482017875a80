/** The process of worker-options.ts: reads wrangler.toml with wrangler, hands it over, and ends. */
import { join } from "node:path";
import { unstable_getMiniflareWorkerOptions as readOptions } from "wrangler";
import { ROOT } from "../run-command.ts";
import type { Told } from "./worker-options.ts";

function read(): Told {
  try {
    return { options: readOptions(join(ROOT, "wrangler.toml")).workerOptions };
  } catch (error) {
    return { failed: error instanceof Error ? error.message : String(error) };
  }
}

// The start that asked may have been ended meanwhile.
if (process.connected) process.send?.(read(), () => process.exit());
