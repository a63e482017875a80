/** The demo class: sixty people, seven channels and six weeks of written conversations, as if they had just been said. */
import type { D1Database } from "@cloudflare/workers-types";
import { handleKey, mentionedHandles } from "../../protocol/index.ts";
import { arrivals, attendanceOf, type FilledChannel } from "./attendance.ts";
import { calendar, CLASS_MADE, type Calendar } from "./calendar.ts";
import { DEMO_JOIN_CODE, DEMO_OWNER, readCast, type Cast } from "./cast.ts";
import { metaOf, sealedOf } from "./marks.ts";
import { hashPassword } from "./password.ts";
import { readTalk, type TalkedChannel } from "./read-talk.ts";
import { seededRandom } from "./seeded-random.ts";
import { timelineOf, type SentMessage } from "./timeline.ts";
import {
  takenHandleKeys,
  writeClass,
  type ChannelRow,
  type ClassRows,
  type MessageRow,
  type PersonRow,
} from "./write.ts";

/**
 * Writes the class into a migrated D1, before any room of it is awake: a room takes over from D1 at its first contact.
 * The same day gives the same class.
 * @param now ms since 1970; no message is later
 * @throws TalkError naming file and line, where a conversation is not well written
 */
export async function fillDemo(
  d1: D1Database,
  now = Date.now(),
  ownerPassword = DEMO_OWNER.password,
): Promise<{ workspaceId: string; people: number; messages: number }> {
  const { cast, channels, calendar } = await composeClass(now);
  const rows = rowsOf(cast, channels, calendar, await freeHandles(d1, cast));
  const owner = rows.people.find(({ memberId }) => memberId === memberIdOf(DEMO_OWNER.handle));
  const { hash, salt } = hashPassword(ownerPassword);
  if (owner) Object.assign(owner, { passwordHash: hash, passwordSalt: salt });
  await writeClass(d1, rows);
  const messages = rows.channels.reduce((sum, channel) => sum + channel.messages.length, 0);
  return { workspaceId: rows.workspace.id, people: cast.people.length, messages };
}

/** Everything that was said, with its times. */
export async function composeClass(
  now: number,
): Promise<{ cast: Cast; channels: FilledChannel[]; calendar: Calendar }> {
  const cast = readCast();
  const talked = await readTalk(cast);
  const lastDay = Math.max(...talked.flatMap(({ conversations }) => conversations.map(({ day }) => day)));
  const today = calendar(lastDay, now);
  const channels = sendAll(talked, today);
  const last = Math.max(...channels.flatMap(({ messages }) => messages.map(lastOf)));
  if (last <= now) return { cast, channels, calendar: today };
  const yesterday = calendar(lastDay, now, 1);
  return { cast, channels: sendAll(talked, yesterday), calendar: yesterday };
}

/** When it, or the last reply in its thread, was written or changed. */
const lastOf = ({ at, editedAt, thread }: SentMessage): number => Math.max(editedAt ?? at, ...thread.map(lastOf));

const sendAll = (talked: TalkedChannel[], days: Calendar): FilledChannel[] =>
  talked.map((channel) => ({ ...channel, messages: timelineOf(channel, days) }));

/** The handle under which each person of the cast can be here: accounts are one namespace over all classes. */
async function freeHandles(d1: D1Database, cast: Cast): Promise<Map<string, string>> {
  const wishes = cast.people.map(({ handle }) => [handle, ...[2, 3, 4, 5, 6, 7, 8, 9].map((n) => `${handle}${n}`)]);
  const taken = await takenHandleKeys(d1, wishes.flat().map(handleKey));
  return new Map(
    wishes.map(([handle = "", ...others]) => [
      handle,
      [handle, ...others].find((wish) => !taken.has(handleKey(wish))) ?? handle,
    ]),
  );
}

const idOf = (what: string) => seededRandom(`id of ${what}`).publicId();
const memberIdOf = (handle: string) => idOf(`member ${handle}`);

function rowsOf(cast: Cast, channels: FilledChannel[], calendar: Calendar, handles: Map<string, string>): ClassRows {
  const madeAt = calendar.at(CLASS_MADE.day, CLASS_MADE.minute);
  const arrived = arrivals(cast, channels, calendar);
  const keys = new Map(cast.people.map(({ handle }) => [handleKey(handle), handle]));
  const played = cast.people.find((person) => person.played);
  const rows: ClassRows = {
    workspace: {
      ...{ id: idOf("workspace"), name: cast.workspace, joinCode: DEMO_JOIN_CODE, createdAt: madeAt },
      played: played ? memberIdOf(played.handle) : null,
    },
    people: cast.people.map((person): PersonRow => {
      const handle = handles.get(person.handle) ?? person.handle;
      return {
        userId: idOf(`user ${person.handle}`),
        memberId: memberIdOf(person.handle),
        handle,
        handleKey: handleKey(handle),
        name: person.name,
        role: person.role,
        pronouns: person.pronouns ?? null,
        bio: person.bio ?? null,
        passwordHash: null,
        passwordSalt: null,
        joinedAt: arrived.get(person.handle) ?? madeAt,
        meta: person.played ? { played: true } : null,
      };
    }),
    channels: [],
    memberships: [],
    mentions: [],
  };
  for (const [place, channel] of channels.entries()) {
    const row = channelRow(channel, madeAt + (place + 1) * 60_000);
    const attendance = attendanceOf(cast, channel, arrived);
    const inside = new Set(attendance.map(({ handle }) => handle));
    rows.channels.push(row);
    for (const { handle, joinedAt, readSeq } of attendance) {
      rows.memberships.push({ channelId: row.id, memberId: memberIdOf(handle), joinedAt, readSeq, notify: "mentions" });
    }
    const named = ({ author, body }: SentMessage) =>
      mentionedHandles(body).flatMap((key) => {
        const handle = keys.get(key);
        return handle === undefined || handle === author || !inside.has(handle) ? [] : [handle];
      });
    for (const message of channel.messages) {
      for (const handle of named(message))
        rows.mentions.push({ channelId: row.id, memberId: memberIdOf(handle), seq: message.seq });
      const thread = threadRow(channel, message);
      if (!thread) continue;
      rows.channels.push(thread);
      // Who wrote the message, who answered, and who was named. All of them have read it.
      const follow = new Set([message, ...message.thread].map(({ author }) => author));
      for (const handle of message.thread.flatMap(named)) follow.add(handle);
      for (const handle of follow) {
        const readSeq = message.thread.length;
        const { id: channelId, createdAt: joinedAt } = thread;
        const activeAt = message.thread.at(-1)?.at ?? joinedAt;
        rows.memberships.push({ channelId, memberId: memberIdOf(handle), joinedAt, readSeq, notify: "all", activeAt });
      }
      for (const reply of message.thread)
        for (const handle of named(reply))
          rows.mentions.push({ channelId: thread.id, memberId: memberIdOf(handle), seq: reply.seq });
    }
  }
  return rows;
}

const threadIdOf = (channel: string, { id }: SentMessage) => idOf(`thread ${channel} ${id}`);

function threadRow({ key }: FilledChannel, root: SentMessage): ChannelRow | null {
  const [first] = root.thread;
  if (!first) return null;
  return {
    id: threadIdOf(key, root),
    kind: "thread",
    name: null,
    topic: "",
    posting: "all",
    isDefault: false,
    createdBy: memberIdOf(root.author),
    createdAt: first.at,
    directKey: null,
    parentId: idOf(`channel ${key}`),
    parentSeq: root.seq,
    messages: root.thread.map((reply) => messageRow(key, reply)),
  };
}

function messageRow(channel: string, message: SentMessage): MessageRow {
  const { id, seq, author, at, body, editedAt, replyTo } = message;
  const meta = metaOf(message, {
    member: memberIdOf,
    pinnedBy: DEMO_OWNER.handle,
    thread: threadIdOf(channel, message),
  });
  return {
    id,
    seq,
    author: memberIdOf(author),
    at,
    body,
    editedAt,
    replyTo,
    meta,
    sealed: sealedOf(message, memberIdOf),
  };
}

function channelRow({ key, channel, between, messages }: FilledChannel, madeAt: number): ChannelRow {
  const first = messages[0];
  return {
    id: idOf(`channel ${key}`),
    ...(channel
      ? {
          kind: "public",
          name: channel.name,
          topic: channel.topic,
          posting: channel.posting,
          isDefault: channel.isDefault,
        }
      : { kind: "dm", name: null, topic: "", posting: "all", isDefault: false }),
    createdBy: memberIdOf(between && first ? first.author : DEMO_OWNER.handle),
    createdAt: between && first ? first.at : madeAt,
    // As worker/store/channels.ts makes it.
    directKey: between ? between.map(memberIdOf).sort().join(" ") : null,
    parentId: null,
    parentSeq: null,
    messages: messages.map((message) => messageRow(key, message)),
  };
}
