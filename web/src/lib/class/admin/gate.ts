import type { ListedChannel } from "../../../../../protocol/index.ts";
import type { Refusal } from "../../../../../protocol/refusals.ts";

/** How far an address is from being a channel on screen. */
export type Gate =
  | { is: "looking" }
  | { is: "open"; channel: string }
  /** A public channel that I am not in. */
  | { is: "outside"; channel: ListedChannel }
  | { is: "nowhere" }
  | { is: "trouble"; refusal: Refusal };
