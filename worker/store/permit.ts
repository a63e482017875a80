/** What a store function that writes asks for instead of ids: the proof that somebody looked whether it may be done. */
import type { Action, ChannelAction } from "../../protocol/permissions.ts";
import type { ChannelContext, MembershipContext } from "./membership-context.ts";

declare const granted: unique symbol;
/** Proof that the action was decided and allowed. Only access.ts makes one. */
export type Permit<A extends Action> = (A extends ChannelAction ? ChannelContext : MembershipContext) & {
  readonly [granted]: A;
};
