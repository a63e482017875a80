/**
 * What to offer whom: the table of protocol/permissions.ts, asked with what this client was told. The server decides by the same
 * functions, so that nothing is offered that would be refused.
 */
import type { Channel, Member, Role, Workspace } from "../protocol/index.ts";
import {
  closedBy,
  decide,
  type Action,
  type Actor,
  type Closed,
  type Place,
  type Target,
} from "../protocol/permissions.ts";
import { REACH_FREELY_MAX } from "../protocol/limits.ts";

/** What the rules are asked of; `WorkspaceState` is one. */
export interface KnownClass {
  readonly me: {
    readonly member: string;
    readonly role: Role;
    readonly mutedUntil?: number | null | undefined;
    readonly hasFactor?: boolean | undefined;
  };
  readonly workspace?: Pick<Workspace, "archivedAt" | "secondFactor">;
  readonly members: ReadonlyMap<string, Pick<Member, "id" | "role" | "left" | "imported" | "bot" | "visitor">>;
  /** Mine; a thread is asked about with the channel that it hangs in among them. */
  readonly channels: ReadonlyMap<string, KnownChannel>;
  /** Ids of the members whom I blocked. */
  readonly blocks: ReadonlySet<string>;
  /** Ids of the members who take no direct messages of mine. */
  readonly noDirect: ReadonlySet<string>;
}
type KnownChannel = Pick<
  Channel,
  "kind" | "posting" | "isDefault" | "archivedAt" | "createdBy" | "parent" | "members" | "rules"
> & {
  /** Of a channel that is listed: I am in it. Absent: I am. */
  joined?: boolean;
};

export const actorOf = ({ me: { role, mutedUntil = null, hasFactor }, workspace }: KnownClass): Actor => ({
  role,
  mutedUntil,
  ...(workspace?.archivedAt !== undefined && { classArchived: true }),
  // Of students nothing is left out by it.
  ...(workspace?.secondFactor && !hasFactor && { lacksFactor: true }),
});

/** @param people how many are in it, where that is known: `reachMany` asks */
export function placeOf(known: KnownClass, channel: KnownChannel, people = 0): Place {
  const parent = channel.parent && known.channels.get(channel.parent.channel);
  const home = parent ?? channel;
  const others = (home.members ?? []).filter((id) => id !== known.me.member);
  return {
    kind: channel.kind,
    ...(parent && { parentKind: parent.kind }),
    posting: channel.posting,
    isDefault: channel.isDefault,
    archived: channel.archivedAt !== null,
    holds: home.rules?.holds === true,
    locked: channel.rules?.locked === true,
    inside: channel.joined !== false,
    creator: channel.createdBy === known.me.member,
    isLarge: people > REACH_FREELY_MAX,
    closed: home.kind === "dm" && others[0] !== undefined ? closedTo(known, others[0]) : null,
  };
}

/** Why this member is not written to; null: they are, or I do not know better. */
export function closedTo(known: KnownClass, id: string): Closed | null {
  const member = known.members.get(id);
  const relation = {
    blocks: known.blocks.has(id),
    blocked: known.noDirect.has(id),
    gone: member?.left === true || member?.imported === true || member?.bot === true || member?.visitor === true,
    directFrom: "everyone" as const,
  };
  return closedBy(relation, known.me.role);
}

/** The table's target where something is done to a person. */
export function personTarget(known: KnownClass, { id, role }: Pick<Member, "id" | "role">, newRole?: Role): Target {
  const target = {
    role,
    isSelf: id === known.me.member,
    otherOwner: hasOtherOwner(known),
    closed: closedTo(known, id),
  };
  return newRole === undefined ? target : { ...target, newRole };
}

/** Has the class an owner beside me, as far as I know? */
export function hasOtherOwner({ me, members }: KnownClass): boolean {
  return [...members.values()].some(
    ({ id, role, left, imported }) => role === "owner" && id !== me.member && left !== true && imported !== true,
  );
}

/** Null: I may. Otherwise the code that the server would refuse with. `channel` null: the class itself. `now` in milliseconds. */
export const refusalOf = (
  known: KnownClass,
  action: Action,
  channel: KnownChannel | null,
  target: Target & { people?: number } = {},
  now = Date.now(),
) => decide(action, actorOf(known), channel && placeOf(known, channel, target.people), target, now);
