import * as v from "valibot";
import type { Row } from "./route.ts";

export const health = {
  read: {
    method: "GET",
    path: "/health",
    needs: "nobody",
    answer: () =>
      v.object({
        ok: v.literal(true),
        database: v.picklist(["answers", "silent"]),
        /** Durable Objects, in which channels live. */
        objects: v.picklist(["answers", "silent"]),
        /** R2; `absent`: as `search`. */
        files: v.picklist(["answers", "silent", "absent"]),
        /** The search index; `absent`: this PLACE was set up without one. */
        search: v.picklist(["answers", "silent", "absent"]),
        faults: v.record(v.string(), v.number()),
      }),
    since: "0.1",
    says: "whether PLACE serves: its database, its objects, its files and its search index answer, and how often what failed since it began; 503 until the tables are there and objects answer",
  },
} as const satisfies Record<string, Row>;
