/** From a caller and where they stand to what an object is told of them. */
import type { Caller } from "../identity/caller.ts";
import type { SocketIdentity } from "../rooms/socket-identity.ts";
import type { ChannelStanding, Standing } from "../store/standing.ts";

export function socketIdentity(caller: Caller, standing: Standing | ChannelStanding): SocketIdentity {
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
  if ("channel" in standing && standing.channel.createdBy === member.no) identity.creator = true;
  return identity;
}
