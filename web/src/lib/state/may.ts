/** What to offer whom. The server decides; this only keeps away what it would refuse. */
import type { Channel, Role } from "../../../../protocol/index.ts";

const isStaff = (role: Role) => role === "owner" || role === "teacher" || role === "ta";
const isLead = (role: Role) => role === "owner" || role === "teacher";
interface Person {
  id: string;
  role: Role;
}
const runs = (me: Person, channel: Channel) =>
  isStaff(me.role) || (channel.kind === "private" && channel.createdBy === me.id && me.role !== "guest");
const isDirect = (channel: Channel) => channel.kind === "dm" || channel.kind === "group";

export const may = {
  editClass: (role: Role) => isLead(role),
  invite: (role: Role) => isLead(role),
  createPublic: (role: Role) => isStaff(role),
  createPrivate: (role: Role) => role !== "guest",
  createDefault: (role: Role) => isLead(role),
  leaveClass: (role: Role) => role !== "owner",
  editChannel: (me: Person, channel: Channel) => !isDirect(channel) && runs(me, channel),
  setPosting: (me: Person, channel: Channel) => !isDirect(channel) && isStaff(me.role),
  addTo: (me: Person, channel: Channel) =>
    channel.kind === "group" ||
    (!isDirect(channel) &&
      me.role !== "guest" &&
      channel.archivedAt === null &&
      (channel.kind === "public" || runs(me, channel))),
  removeFrom: (me: Person, channel: Channel) => !isDirect(channel) && !channel.isDefault && runs(me, channel),
  leave: (channel: Channel) => channel.kind !== "dm" && !channel.isDefault,
  /** Roles that I can give to somebody who holds `held`. */
  rolesFor: (mine: Role, held: Role): Role[] => {
    if (held === "guest") return [];
    if (mine === "owner") return ["owner", "teacher", "ta", "student"];
    if (mine === "teacher" && (held === "ta" || held === "student")) return ["ta", "student"];
    return [];
  },
  addEmoji: (role: Role) => role !== "guest",
  removeEmoji: (me: Person, { by }: { by: string }) => isStaff(me.role) || (by === me.id && me.role !== "guest"),
  remove: (mine: Role, held: Role) => (mine === "owner" && held !== "owner") || (mine === "teacher" && !isLead(held)),
};
