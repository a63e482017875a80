/** In whose name the alarm posts: nobody's socket brings it, so it is what D1 says of them now. */
import { closedBy } from "../../../protocol/permissions.ts";
import type { ChannelContext } from "../../store/membership-context.ts";
import type { SocketIdentity } from "../contract.ts";

export function posterIdentity({ workspace, member, channel, relation, lacksFactor }: ChannelContext): SocketIdentity {
  return {
    member: member.id,
    memberNo: member.no,
    handleKey: member.handleKey,
    role: member.role,
    mutedUntil: member.mutedUntil,
    creator: channel.createdBy === member.no,
    classArchived: workspace.archivedAt !== null,
    ...(lacksFactor && { lacksFactor }),
    closed: closedBy(relation, member.role),
    session: "",
    tokenHash: "",
  };
}
