/** From a caller and where they stand to what an object is told of them. */
import { settingsOf } from "../../protocol/index.ts";
import type { SocketIdentity } from "../room/contract.ts";
import { closedBy } from "../access.ts";
import { wasOf } from "../store/claims.ts";
import type { Caller } from "../identity/caller.ts";
import type { ChannelContext, MembershipContext } from "../store/membership-context.ts";

/** @param trace the mark of the request that goes to the object (http/trace.ts) */
export function socketIdentity(
  caller: Caller,
  context: MembershipContext | ChannelContext,
  trace: string,
): SocketIdentity {
  const { workspace, member, lacksFactor } = context;
  const identity: SocketIdentity = {
    member: member.id,
    memberNo: member.no,
    handleKey: member.handleKey,
    role: member.role,
    mutedUntil: member.mutedUntil,
    session: caller.session.id,
    tokenHash: caller.session.tokenHash,
    trace,
    ...(caller.session.scope && { scope: caller.session.scope }),
    ...(workspace.archivedAt !== null && { classArchived: true }),
    ...(lacksFactor && { lacksFactor }),
  };
  const was = wasOf(member.meta);
  if (was.length > 0) identity.was = was;
  const { readReceipts, typing, presence } = settingsOf(member.meta?.["settings"]);
  if (!readReceipts || !typing || !presence) identity.privacy = { readReceipts, typing, presence };
  if (!("channel" in context)) return identity;
  if (context.visit) identity.visit = context.visit;
  if (context.channel.createdBy === member.no) identity.creator = true;
  const closed = closedBy(context.relation, member.role);
  if (closed) identity.closed = closed;
  return identity;
}
