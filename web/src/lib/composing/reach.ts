/** Whom a message reaches by the names in it, and what its writer should know before it goes out. */
import { t } from "#texts/writing-aids";
import {
  mentionedHandles,
  namedCrowds,
  REACH_FREELY_MAX,
  handleKey,
  type Crowd,
  type Member,
  type MyChannel,
} from "../../../../protocol/index.ts";

export interface Room {
  channel: MyChannel;
  /** `#name`, or the names of the people. */
  title: string;
  me: Member;
  people: readonly Member[];
  /** Ids of those in the channel; null while that is not known. */
  inside: ReadonlySet<string> | null;
  isOnline: (id: string) => boolean;
}

const isStaff = ({ role }: Member) => role === "owner" || role === "teacher" || role === "ta";
const isTeacher = ({ role }: Member) => role === "owner" || role === "teacher";

/** Members of the channel whom a crowd's name reaches, me aside. */
export function reached(crowd: Crowd, { people, inside, me, isOnline }: Room): Member[] {
  const others = people.filter((member) => member.id !== me.id && (inside === null || inside.has(member.id)));
  switch (crowd) {
    case "channel":
      return others;
    case "here":
      return others.filter(({ id }) => isOnline(id));
    case "ta":
      return others.filter(({ role }) => role === "ta");
    case "teacher":
      return others.filter(isTeacher);
  }
}

/** By the same rule by which the room decides; see `reachMany` in `worker/access.ts`. */
export function mayReach(crowd: Crowd, { channel, me, inside, people }: Room): boolean {
  if (crowd === "ta" || crowd === "teacher" || channel.kind !== "public" || isStaff(me)) return true;
  return (inside?.size ?? people.length) <= REACH_FREELY_MAX;
}

/** The crowds that I may name here, and whom each one tells. Those of nobody are left out. */
export function crowdsIn(room: Room): { crowd: Crowd; says: string }[] {
  const says: Record<Crowd, (count: number) => string> = {
    channel: (count) => t.tellsChannel({ count, channel: room.title }),
    here: (count) => t.tellsHere({ count }),
    ta: (count) => t.tellsTas({ count }),
    teacher: (count) => t.tellsTeachers({ count }),
  };
  if (room.channel.kind === "dm") return [];
  return (["here", "channel", "ta", "teacher"] as const).flatMap((crowd) => {
    const count = reached(crowd, room).length;
    return count > 0 && mayReach(crowd, room) ? [{ crowd, says: says[crowd](count) }] : [];
  });
}

/** A question to ask before it goes out: what it would do. */
export interface ReachQuestion {
  title: string;
  words: string;
  action: string;
}

/** `@channel` and `@here` that tell more than REACH_FREELY_MAX people, or that nobody would hear of. */
export function reachQuestion(body: string, room: Room): ReachQuestion | null {
  const loud = namedCrowds(body).filter((crowd) => crowd === "channel" || crowd === "here");
  const crowd = loud.includes("channel") ? "channel" : loud[0];
  if (crowd === undefined || room.channel.kind === "dm") return null;
  if (!mayReach(crowd, room))
    return {
      title: t.tellsNobody({ crowd: `@${crowd}` }),
      words: t.tellsNobodyWords({ most: REACH_FREELY_MAX }),
      action: t.sendAnyway,
    };
  const count = reached(crowd, room).length;
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
