/**
 * The access matrix: of every row of the contract, who is let in and who is refused. A row without a cell does not compile, and fails
 * test/worker/access-matrix.test.ts.
 */
import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import type { MyChannel, RefusalCode } from "../../../protocol/index.ts";
import type { RouteName } from "../../../protocol/routes/index.ts";
import { channelOf, fill } from "./channel.ts";
import { openClassroom, type Classroom, type Somebody } from "./classroom.ts";
import { dataUrl, offer, PNG } from "./pictures.ts";

const MEMBERS = ["guest", "student", "browser", "ta", "teacher", "owner"] as const;
/**
 * `stranger`: owner of another class. `left`: was in this one. `browser`: a student who is signed in on the site; all others come with
 * a token.
 */
export const ACTORS = ["nobody", "stranger", "left", ...MEMBERS] as const;
export type Actor = (typeof ACTORS)[number];
const ACCOUNTS = ACTORS.filter((actor) => actor !== "nobody");
const NOT_GUESTS = MEMBERS.filter((actor) => actor !== "guest");
const STAFF: Actor[] = ["ta", "teacher", "owner"];
const LEAD: Actor[] = ["teacher", "owner"];

/** A class with one of each role in an open channel and a group, and somebody (`target`) who wrote the message 1 there. */
export interface Scene {
  classroom: Classroom;
  joinCode: string;
  people: Record<Actor, Somebody | undefined>;
  target: Somebody;
  /** Of the class, and not in the channel. */
  outside: Somebody;
  channel: string;
  group: string;
}

export async function openScene(): Promise<Scene> {
  const [classroom, elsewhere] = await Promise.all([openClassroom(), openClassroom("Another class")]);
  const [target, outside, left, guest, student, browser, ta, teacher, owner] = await Promise.all([
    ...(["student", "student", "student", "guest", "student", "student", "ta", "teacher", "owner"] as const).map(
      (role) => classroom.person(role),
    ),
  ]);
  const stranger = await elsewhere.person("owner");
  const people = { nobody: undefined, stranger, left, guest, student, browser, ta, teacher, owner };
  const inside = [target, guest, student, browser, ta, teacher, owner].filter((one) => one !== undefined);
  const [{ id: channel }, group, { code }] = await Promise.all([
    channelOf(inside, { kind: "public" }),
    channelOf(inside, { kind: "group" }),
    env.DB.prepare("select join_code as code from workspaces where no = ?")
      .bind(classroom.no)
      .first<{ code: string }>()
      .then((row) => row!),
    env.DB.prepare("update members set left_at = 1 where no = ?").bind(left!.no).run(),
    env.DB.prepare("update sessions set kind = 'browser' where user_no = ?").bind(browser!.userNo).run(),
  ]);
  await env.DB.prepare("update channels set name = null where no = ?").bind(group.no).run();
  await fill(channel, target!, 1);
  return { classroom, joinCode: code, people, target: target!, outside: outside!, channel, group: group.id };
}

interface Asking {
  /** Parts of the address that are not the scene's class, channel and target. */
  params?: Record<string, string>;
  /** A body, or a query. */
  body?: unknown;
}
export interface Cell {
  /** Who is let in. All others are refused: `nobody` is to sign in, for those out of the class there is nothing, members may not. */
  in: readonly Actor[];
  /** Who hears something else. */
  others?: Partial<Record<Actor, RefusalCode>>;
  /** What each of them asks. */
  ask?: (scene: Scene, actor: Actor, who: Somebody | undefined) => Asking | Promise<Asking>;
}

const asking = (body: unknown) => () => ({ body });
let made = 0;
const fresh = (word: string) => `${word}-${++made}`;

/** A message of the actor's own, where they may write one. */
async function ownMessage({ channel }: Scene, who: Somebody | undefined): Promise<Asking> {
  const told = await who?.post<{ message?: { seq: number } }>(`/channels/${channel}/messages`, { body: "Mine" });
  return { params: { seq: String(told?.body.message?.seq ?? 1) }, body: { body: "Mine, again" } };
}
async function threadOf({ channel, target }: Scene): Promise<Asking> {
  const told = await target.post<{ channel: MyChannel }>(`/channels/${channel}/messages/1/thread`);
  return { params: { channel: told.body.channel.id } };
}
const later = () => ({ body: "Later", at: Date.now() + 3_600_000, zone: "UTC" });
async function ownScheduled({ channel }: Scene, _actor: Actor, who: Somebody | undefined): Promise<Asking> {
  const told = await who?.post<{ scheduled?: { id: string } }>(`/channels/${channel}/scheduled`, later());
  return { params: { scheduled: told?.body.scheduled?.id ?? "none" }, body: { body: "Later still" } };
}
async function emojiOf({ classroom, target }: Scene): Promise<Asking> {
  const name = `blob_${++made}`;
  await offer(classroom, target, name);
  const told = await target.get<{ emoji: { name: string; version: string }[] }>(`/workspaces/${classroom.id}/emoji`);
  return { params: { name, version: told.body.emoji.find((one) => one.name === name)!.version } };
}
async function imported({ classroom, people: { owner } }: Scene): Promise<Asking> {
  const at = (path: string) => `/workspaces/${classroom.id}/import/${path}`;
  const key = fresh("u");
  const person = { key, handle: fresh("brought"), name: "Brought" };
  const brought = await owner!.post<{ people: { member: string }[] }>(at("people"), { people: [person] });
  const asked = { key: fresh("c"), kind: "public", name: fresh("old"), members: [] };
  const { body } = await owner!.post<{ channel: { id: string } }>(at("channels"), asked);
  const message = { id: uuidv7(), author: brought.body.people[0]!.member, at: 1, body: "Once" };
  return { params: { channel: body.channel.id }, body: { messages: [message] } };
}

export const CELLS: Record<RouteName, Cell> = {
  "health.read": { in: ACTORS },

  "entry.look": { in: ACTORS, ask: ({ joinCode }) => ({ body: { code: joinCode } }) },
  "entry.join": {
    in: ACCOUNTS.filter((actor) => actor !== "guest"),
    ask: ({ joinCode }) => ({ body: { code: joinCode } }),
  },
  "entry.tryIt": {
    in: ACTORS,
    ask: async ({ classroom }) => {
      await env.DB.prepare("update workspaces set demo = 1 where no = ?").bind(classroom.no).run();
      return {};
    },
  },
  "entry.signIn": { in: ACTORS, ask: asking({ handle: "somebody", password: "a guess" }) },
  "entry.signOut": { in: ACTORS },

  "passkeys.signInOptions": { in: ACTORS },
  "passkeys.signIn": { in: ACTORS, ask: asking({ challengeToken: "x" }) },
  "passkeys.registerOptions": {
    in: ["browser"],
    others: { stranger: "forbidden", left: "forbidden" },
  },
  "passkeys.register": { in: ACTORS, ask: asking({ challengeToken: "x" }) },

  "account.session": { in: ACTORS },
  "account.get": { in: ACCOUNTS },
  "account.changePassword": {
    in: ["browser"],
    others: { stranger: "forbidden", left: "forbidden" },
    ask: asking({ next: "correct horse battery" }),
  },
  "account.removePasskey": {
    // Nobody has one here.
    in: [],
    others: { stranger: "forbidden", left: "forbidden", browser: "not_found" },
    ask: () => ({ params: { id: "none" } }),
  },
  "account.devices": { in: ACCOUNTS },
  "account.signOutDevice": {
    in: ACCOUNTS,
    ask: async (_scene, _actor, who) => {
      const told = await who?.get<{ devices: { id: string }[] }>("/account/devices");
      return { params: { id: told?.body.devices[0]?.id ?? "none" } };
    },
  },
  "account.signOutEverywhere": { in: ACCOUNTS },
  "account.createToken": {
    in: ["browser"],
    others: { stranger: "forbidden", left: "forbidden" },
    ask: asking({ name: "Bot" }),
  },

  "workspaces.create": {
    in: ACCOUNTS.filter((actor) => actor !== "guest"),
    ask: asking({ name: "A class of my own" }),
  },
  "workspaces.bootstrap": { in: MEMBERS },
  "workspaces.opening": { in: ACTORS },
  "workspaces.edit": { in: LEAD, ask: asking({ name: "Renamed" }) },
  "workspaces.newJoinCode": { in: LEAD },
  "workspaces.stopJoining": { in: LEAD },
  "workspaces.leave": { in: MEMBERS },

  "members.list": { in: MEMBERS },
  "members.editMe": { in: MEMBERS, ask: asking({ pronouns: "they" }) },
  "members.edit": { in: LEAD, ask: asking({ role: "ta" }) },
  "members.remove": { in: LEAD },
  "members.bans": { in: STAFF },
  "members.ban": { in: LEAD, ask: asking({ reason: "Spam" }) },
  "members.liftBan": { in: STAFF },
  "members.picture": {
    in: ACTORS,
    ask: async ({ classroom, target }) => {
      const me = `/workspaces/${classroom.id}/me`;
      const told = await target.patch<{ member: { picture: string } }>(me, { picture: dataUrl(PNG) });
      return { params: { version: told.body.member.picture.split("/").at(-1) ?? "" } };
    },
  },

  "settings.edit": { in: MEMBERS, ask: asking({ typing: false }) },
  "settings.block": { in: MEMBERS },
  "settings.unblock": { in: MEMBERS },

  "emoji.list": { in: MEMBERS },
  "emoji.add": {
    in: NOT_GUESTS,
    ask: () => ({ body: { name: `blob_${++made}`, picture: dataUrl(PNG) } }),
  },
  "emoji.remove": { in: STAFF, ask: emojiOf },
  "emoji.picture": {
    in: MEMBERS,
    ask: async ({ classroom, target }) => {
      const name = `blob_${++made}`;
      const asked = { name, picture: dataUrl(PNG) };
      const told = await target.post<{ emoji: { version: string } }>(`/workspaces/${classroom.id}/emoji`, asked);
      return { params: { name, version: told.body.emoji.version } };
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

  "messages.page": { in: MEMBERS },
  "messages.post": { in: MEMBERS, ask: asking({ body: "Hello" }) },
  "messages.edit": { in: MEMBERS, ask: (scene, _actor, who) => ownMessage(scene, who) },
  "messages.remove": { in: STAFF },
  "messages.act": { in: STAFF, ask: asking({ act: { type: "pin", on: true } }) },
  "messages.versions": { in: STAFF },
  "messages.trace": { in: MEMBERS },
  "messages.landmarks": { in: MEMBERS },
  "messages.previews": { in: ACCOUNTS, ask: ({ channel }) => ({ body: { of: `${channel}.1` } }) },
  "messages.places": { in: MEMBERS, ask: asking({ times: "1", samples: "2" }) },
  "messages.read": { in: MEMBERS, ask: asking({ seq: 1 }) },

  "threads.list": { in: MEMBERS },
  "threads.start": { in: MEMBERS },
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

  "import.people": { in: LEAD, ask: asking({ people: [] }) },
  "import.channel": {
    in: LEAD,
    ask: () => ({ body: { key: fresh("c"), kind: "public", name: fresh("brought"), members: [] } }),
  },
  "import.messages": { in: LEAD, ask: imported },
  "import.places": { in: LEAD, ask: imported },

  "sockets.channel": { in: MEMBERS },
  "sockets.workspace": { in: MEMBERS },
  "sockets.channelStream": { in: MEMBERS },
  "sockets.workspaceStream": { in: MEMBERS },
};

/** What the actor hears; null: let in. */
export function heardBy(name: RouteName, actor: Actor): RefusalCode | null {
  const cell = CELLS[name];
  if (cell.in.includes(actor)) return null;
  const other = cell.others?.[actor];
  if (other !== undefined) return other;
  if (actor === "nobody") return "not_signed_in";
  return actor === "stranger" || actor === "left" ? "not_found" : "forbidden";
}
