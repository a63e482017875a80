/** From a caller and where they stand to what an object is told of them. */
import { settingsOf } from "../../protocol/index.ts";
import { closedBy } from "../access.ts";
import type { Caller } from "../identity/caller.ts";
import type { SocketIdentity } from "../room/sockets/socket-identity.ts";
import type { ChannelContext, MembershipContext } from "../store/membership-context.ts";

export function socketIdentity(caller: Caller, standing: MembershipContext | ChannelContext): SocketIdentity {
  const { member } = standing;
  const identity: SocketIdentity = {
    member: member.id,
    memberNo: member.no,
    handleKey: member.handleKey,
    role: member.role,
    mutedUntil: member.mutedUntil,
    session: caller.session.id,
    tokenHash: caller.session.tokenHash,
  };
  const { readReceipts, typing, presence } = settingsOf(member.meta?.["settings"]);
  if (!readReceipts || !typing || !presence) identity.privacy = { readReceipts, typing, presence };
  if (!("channel" in standing)) return identity;
  if (standing.channel.createdBy === member.no) identity.creator = true;
  const closed = closedBy(standing.toward, member.role);
  if (closed) identity.closed = closed;
  return identity;
}
