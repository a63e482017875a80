/** What the server refused last on this page: codes and marks, and none of the words. */
import type { Refusal } from "../../../../../protocol/refusals.ts";

type Heard = Pick<Refusal, "code" | "trace">;
const KEPT = 5;
let heard: readonly Heard[] = [];

export function hearRefusal({ code, trace }: Heard): void {
  heard = [...heard, { code, ...(trace && { trace }) }].slice(-KEPT);
}
export const lastRefusals = (): readonly Heard[] => heard;
