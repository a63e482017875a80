/**
 * Proofs over the table of permissions (protocol/permissions.ts): `entered`, `approached` and `permitIn…` turn a caller
 * into a proof that the table allowed the action; store functions that write take a proof and nothing else, so a forgotten check
 * does not compile. What one may not see is "not found", on every path.
 */
import {
  closedBy,
  decideInChannel,
  decideInWorkspace,
  type Actor,
  type ChannelAction,
  type Place,
  type Target,
  type WorkspaceAction,
} from "../protocol/permissions.ts";
export * from "../protocol/permissions.ts";
import { heldBy } from "../protocol/held-by-programs.ts";
import { signedIn, type Caller } from "./identity/caller.ts";
import { Refused } from "./refused.ts";
import type { Db } from "./store/db.ts";
import { contextInChannel, type ChannelContext, type MembershipContext } from "./store/membership-context.ts";
import type { Permit } from "./store/permit.ts";

export type { Permit };

/** The place in a workspace that was looked up together with the caller, or "not found". */
export function entered(context: MembershipContext | undefined): MembershipContext {
  if (!context) throw new Refused("not_found");
  return context;
}

/** The caller's place before a channel, or "not found" where they may not know that it exists. */
export async function approachChannel(db: Db, caller: Caller | null, channelId: string): Promise<ChannelContext> {
  return approached(await contextInChannel(db, signedIn(caller).user.no, channelId));
}

/** The same for a place that was looked up together with the caller. */
export function approached(context: ChannelContext | undefined): ChannelContext {
  if (!context || (!context.membership && context.channel.kind !== "public")) throw new Refused("not_found");
  return context;
}

/** @throws Refused when the table says no. */
export function permitInWorkspace<A extends WorkspaceAction>(
  action: A,
  context: MembershipContext,
  target?: Target,
): Permit<A> {
  const code = decideInWorkspace(action, actorOf(context), target);
  if (code) throw new Refused(code);
  return context as Permit<A>;
}

/** @throws Refused when the table says no. */
export function permitInChannel<A extends ChannelAction>(
  action: A,
  context: ChannelContext,
  target?: Target,
): Permit<A> {
  const code = decideInChannel(action, { ...actorOf(context), visit: context.visit }, placeOf(context), target);
  if (code) throw new Refused(code);
  return context as Permit<A>;
}

export const actorOf = ({ member: { role, mutedUntil, bot }, workspace, lacksFactor }: MembershipContext): Actor => ({
  role,
  mutedUntil,
  scope: heldBy(bot),
  classArchived: workspace.archivedAt !== null,
  lacksFactor,
});

export function placeOf(context: ChannelContext): Place {
  const { channel, member, membership, parent, relation, isLarge } = context;
  return {
    kind: channel.kind,
    ...(parent && { parentKind: parent.kind }),
    posting: channel.posting,
    isDefault: channel.isDefault,
    archived: channel.archivedAt !== null,
    holds: (parent ?? channel).rules?.holds === true,
    locked: channel.rules?.locked === true,
    inside: membership !== null,
    creator: channel.createdBy === member.no,
    isLarge,
    closed: closedBy(relation, member.role),
  };
}
