/** How PLACE is, for the teaching team of a class. */
import { StatusSchema } from "../status.ts";
import type { Row } from "./route.ts";

export const status = {
  read: {
    method: "GET",
    path: "/workspaces/:workspace/status",
    needs: { workspace: "readStatus" },
    answer: () => StatusSchema,
    rate: { account: "class" },
    since: "0.4",
    says: "how the class and PLACE are now, for the teaching team: sockets, messages and deliveries a minute, how long they take, what is refused, what fails, what waits, and how much of the free plan's day is used; sums, and no words of anybody",
  },
} as const satisfies Record<string, Row>;
