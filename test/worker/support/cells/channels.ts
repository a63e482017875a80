/** Channels and who is in them, what is said there, and what everybody keeps of it. */
import { v7 as uuidv7 } from "uuid";
import type { MyChannel } from "../../../../protocol/index.ts";
import type { Somebody } from "../classroom.ts";
import { postedFile } from "../files.ts";
import { PNG } from "../pictures.ts";
import {
  ACCOUNTS,
  LEAD,
  MEMBERS,
  NOT_GUESTS,
  STAFF,
  VISITORS,
  WRITING_VISITORS,
  type Actor,
  type Scene,
} from "../scene.ts";
import { asking, fresh, type Asking, type CellsOf } from "./cell.ts";

/** One for all who ask: nobody posts as often as there are actors. */
const files = new WeakMap<Scene, ReturnType<typeof postedFile>>();
function fileOf(scene: Scene): ReturnType<typeof postedFile> {
  const known = files.get(scene) ?? postedFile(scene.target, scene.channel, PNG);
  files.set(scene, known);
  return known;
}

/** A message of the actor's own, where they may write one. */
async function ownMessage({ channel }: Scene, who: Somebody | undefined): Promise<Asking> {
  const told = await who?.post<{ message?: { seq: number } }>(`/channels/${channel}/messages`, { body: "Mine" });
  return { params: { seq: String(told?.body.message?.seq ?? 1) }, body: { body: "Mine, again" } };
}
export async function threadOf({ channel, target }: Scene): Promise<Asking> {
  const told = await target.post<{ channel: MyChannel }>(`/channels/${channel}/messages/1/thread`);
  return { params: { channel: told.body.channel.id } };
}
const later = () => ({ body: "Later", at: Date.now() + 3_600_000, zone: "UTC" });
async function ownScheduled({ channel }: Scene, _actor: Actor, who: Somebody | undefined): Promise<Asking> {
  const told = await who?.post<{ scheduled?: { id: string } }>(`/channels/${channel}/scheduled`, later());
  return { params: { scheduled: told?.body.scheduled?.id ?? "none" }, body: { body: "Later still" } };
}

export const CELLS_OF_CHANNELS: CellsOf<
  | "files"
  | "channels"
  | "groups"
  | "memberships"
  | "messages"
  | "moves"
  | "threads"
  | "personal"
  | "search"
  | "scheduled"
  | "sockets"
> = {
  // To where they stand: nothing is moved, which is told to who may move.
  "moves.move": { in: STAFF, ask: ({ channel }) => ({ body: { from: 1, to: 1, target: channel } }) },
  "moves.undo": {
    in: [],
    others: { ta: "not_found", teacher: "not_found", owner: "not_found" },
    ask: () => ({ params: { move: "none" } }),
  },
  "files.add": { in: MEMBERS },
  "files.begin": { in: MEMBERS, ask: asking({ message: uuidv7(), size: 9_000_000 }) },
  "files.part": { in: MEMBERS, ask: () => ({ params: { part: "1" } }) },
  "files.finish": { in: MEMBERS, ask: asking({ upload: "a.b", parts: ["a"] }) },
  "files.room": { in: MEMBERS },
  // Visitors have its pictures.
  "files.read": {
    in: [...MEMBERS, ...VISITORS],
    ask: async (scene) => {
      const { file, seq } = await fileOf(scene);
      return { params: { seq: String(seq), file: file.id!, name: "photo.png" } };
    },
  },

  "channels.list": { in: MEMBERS },
  "channels.byName": {
    in: MEMBERS,
    ask: async ({ classroom, people: { owner } }) => {
      const name = fresh("found");
      await owner!.post(`/workspaces/${classroom.id}/channels`, { name });
      return { params: { name } };
    },
  },
  "channels.create": { in: STAFF, ask: () => ({ body: { name: fresh("made") } }) },
  "channels.direct": { in: MEMBERS, ask: ({ target }) => ({ body: { member: target.id } }) },
  "channels.get": { in: MEMBERS },
  "channels.edit": { in: STAFF, ask: asking({ topic: "Another" }) },
  "channels.archive": { in: STAFF },
  "channels.restore": { in: STAFF },
  "channels.showOnWeb": { in: LEAD, ask: asking({ confirmed: true }) },
  "channels.keep": { in: ["owner"], ask: asking({ days: 30 }) },
  "channels.hideFromWeb": { in: LEAD },

  "groups.create": {
    in: MEMBERS,
    ask: ({ target, outside }) => ({ body: { members: [target.id, outside.id] } }),
  },
  "groups.rename": { in: MEMBERS, ask: ({ group }) => ({ params: { channel: group }, body: { name: "Ours" } }) },

  "memberships.join": { in: MEMBERS },
  "memberships.leave": { in: MEMBERS },
  "memberships.list": { in: MEMBERS },
  "memberships.add": { in: NOT_GUESTS, ask: ({ outside }) => ({ body: { members: [outside.id] } }) },
  "memberships.remove": {
    in: STAFF,
    ask: async ({ classroom, channel, people: { owner } }) => {
      const { id } = await classroom.person("student");
      await owner!.post(`/channels/${channel}/members`, { members: [id] });
      return { params: { member: id } };
    },
  },
  "memberships.editMine": { in: MEMBERS, ask: asking({ starred: true }) },

  "messages.page": { in: [...MEMBERS, ...VISITORS] },
  "messages.plain": { in: MEMBERS, ask: () => ({ params: { format: "txt" } }) },
  "messages.post": {
    in: [...MEMBERS, ...WRITING_VISITORS],
    others: { "widget reader": "read_only_here" },
    ask: asking({ body: "Hello" }),
  },
  "messages.edit": {
    in: [...MEMBERS, ...WRITING_VISITORS],
    ask: (scene, _actor, who) => ownMessage(scene, who),
  },
  "messages.remove": { in: STAFF },
  "messages.act": { in: STAFF, ask: asking({ act: { type: "pin", on: true } }) },
  "messages.versions": { in: STAFF },
  "messages.trace": { in: MEMBERS },
  "messages.landmarks": { in: [...MEMBERS, ...VISITORS] },
  "messages.previews": { in: ACCOUNTS, ask: ({ channel }) => ({ body: { of: `${channel}.1` } }) },
  "messages.places": { in: [...MEMBERS, ...VISITORS], ask: asking({ times: "1", samples: "2" }) },
  "messages.proof": { in: MEMBERS, ask: asking({ from: "1" }) },
  "messages.read": { in: MEMBERS, ask: asking({ seq: 1 }) },

  "threads.list": { in: MEMBERS },
  "threads.inChannel": { in: MEMBERS },
  // Who was asked first has started it: a reader opens it.
  "threads.start": { in: [...MEMBERS, ...VISITORS] },
  "threads.follow": { in: MEMBERS, ask: threadOf },
  "threads.unfollow": { in: MEMBERS, ask: threadOf },

  "personal.drafts": { in: MEMBERS },
  "personal.keepDraft": { in: MEMBERS, ask: asking({ body: "Half a thou" }) },
  "personal.dropDraft": { in: MEMBERS },
  "personal.saved": { in: MEMBERS },
  "personal.save": { in: MEMBERS, ask: asking({ note: "Look" }) },
  "personal.unsave": { in: MEMBERS },
  "personal.mentions": { in: MEMBERS },
  "personal.checkpoints": { in: MEMBERS },
  "personal.tasks": { in: MEMBERS },
  "personal.missed": { in: MEMBERS, ask: asking({ since: "0" }) },
  "personal.readAll": { in: MEMBERS },

  "search.find": { in: MEMBERS, ask: asking({ q: "words" }) },
  "search.similar": { in: MEMBERS, ask: asking({ q: "How do I balance a search tree?" }) },
  "search.mine": { in: MEMBERS },
  "search.keep": { in: MEMBERS, ask: asking({ q: "words" }) },
  "search.forget": { in: MEMBERS },
  "search.synonyms": { in: MEMBERS },
  "search.editSynonyms": { in: STAFF, ask: asking({ groups: [["hw", "homework"]] }) },
  "search.reindex": { in: LEAD },
  "search.state": { in: LEAD },
  "search.suggest": { in: MEMBERS, ask: asking({ q: "wo" }) },

  "scheduled.add": { in: MEMBERS, ask: () => ({ body: later() }) },
  "scheduled.list": { in: MEMBERS },
  "scheduled.edit": { in: MEMBERS, ask: ownScheduled },
  "scheduled.cancel": { in: MEMBERS, ask: ownScheduled },
  "scheduled.sendNow": { in: MEMBERS, ask: ownScheduled },

  "sockets.channel": { in: [...MEMBERS, ...VISITORS] },
  "sockets.workspace": { in: MEMBERS },
  "sockets.channelStream": { in: [...MEMBERS, ...VISITORS] },
  "sockets.workspaceStream": { in: MEMBERS },
};
