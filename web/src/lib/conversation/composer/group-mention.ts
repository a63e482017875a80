/** Whom a message reaches by the names in it, and what its writer should know before it goes out. */
import { t } from "#texts/writing-aids";
import { decide, type Place } from "../../../../../protocol/permissions.ts";
import {
  groupMentionReaches,
  mentionedHandles,
  groupMentionsIn,
  REACH_FREELY_MAX,
  handleKey,
  type GroupMention,
  type Member,
  type MyChannel,
} from "../../../../../protocol/index.ts";

export interface Room {
  channel: MyChannel;
  /** Of a thread: what it hangs in. */
  homeKind?: MyChannel["kind"] | undefined;
  /** `#name`, or the names of the people. */
  title: string;
  me: Member;
  people: readonly Member[];
  /** Ids of those in the channel; null while that is not known. */
  inside: ReadonlySet<string> | null;
  isOnline: (id: string) => boolean;
}

/** Members of the channel whom a crowd's name reaches, me aside. */
function peopleReached(crowd: GroupMention, { people, inside, me, isOnline }: Room): Member[] {
  const others = people.filter((member) => member.id !== me.id && (inside === null || inside.has(member.id)));
  return others.filter(({ id, role }) => groupMentionReaches(crowd, role) && (crowd !== "here" || isOnline(id)));
}

const homeOf = ({ channel, homeKind }: Room) => homeKind ?? channel.kind;

/** By the rule by which the room decides: `reachMany` of the table of permissions. */
export function mayMentionGroup(crowd: GroupMention, room: Room): boolean {
  if (crowd === "ta" || crowd === "teacher") return true;
  const { channel, me, inside, people } = room;
  const place: Place = {
    ...{ kind: channel.kind, parentKind: homeOf(room), posting: channel.posting, isDefault: channel.isDefault },
    ...{ archived: channel.archivedAt !== null, inside: true, creator: false },
    isLarge: (inside?.size ?? people.length) > REACH_FREELY_MAX,
  };
  return decide("reachMany", { role: me.role, mutedUntil: null }, place) === null;
}

/** The crowds that I may name here, and whom each one tells. Those of nobody are left out. */
export function groupMentionsOffered(room: Room): { crowd: GroupMention; says: string }[] {
  const says: Record<GroupMention, (count: number) => string> = {
    channel: (count) => t.tellsChannel({ count, channel: room.title }),
    here: (count) => t.tellsHere({ count }),
    ta: (count) => t.tellsTas({ count }),
    teacher: (count) => t.tellsTeachers({ count }),
  };
  if (homeOf(room) === "dm") return [];
  return (["here", "channel", "ta", "teacher"] as const).flatMap((crowd) => {
    const count = peopleReached(crowd, room).length;
    return count > 0 && mayMentionGroup(crowd, room) ? [{ crowd, says: says[crowd](count) }] : [];
  });
}

/** A question to ask before it goes out: what it would do. */
export interface GroupMentionQuestion {
  title: string;
  words: string;
  action: string;
}

/** `@channel` and `@here` that tell more than REACH_FREELY_MAX people, or that nobody would hear of. */
export function groupMentionQuestion(body: string, room: Room): GroupMentionQuestion | null {
  const loud = groupMentionsIn(body).filter((crowd) => crowd === "channel" || crowd === "here");
  const crowd = loud.includes("channel") ? "channel" : loud[0];
  if (crowd === undefined || homeOf(room) === "dm") return null;
  if (!mayMentionGroup(crowd, room))
    return {
      title: t.tellsNobody({ crowd: `@${crowd}` }),
      words: t.tellsNobodyWords({ most: REACH_FREELY_MAX }),
      action: t.sendAnyway,
    };
  const count = peopleReached(crowd, room).length;
  if (count <= REACH_FREELY_MAX) return null;
  return {
    title: t.tellMany({ count }),
    words: crowd === "channel" ? t.channelWords({ channel: room.title }) : t.hereWords({ channel: room.title }),
    action: t.sendToMany({ count }),
  };
}

/** People whom the message names and who are not in the channel: they do not see it. */
export function outsiders(body: string, { people: all, inside, me }: Room): Member[] {
  if (inside === null || !body.includes("@")) return [];
  const handles = new Set(mentionedHandles(body));
  return all.filter(({ id, handle }) => id !== me.id && !inside.has(id) && handles.has(handleKey(handle)));
}
