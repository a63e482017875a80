/**
 * The access matrix: of every row of the contract, who is let in and who is refused. A row without a cell does not compile, and fails
 * test/worker/access-matrix.test.ts.
 */
import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { SCOPES, type Bot, type MyChannel, type RefusalCode, type Scope } from "../../../protocol/index.ts";
import { allRoutes, type RouteName } from "../../../protocol/routes/index.ts";
import { channelOf, fill } from "./channel.ts";
import { postedFile } from "./files.ts";
import { openClassroom, type Classroom, type Somebody } from "./classroom.ts";
import { dataUrl, offer, PNG } from "./pictures.ts";
import { readerOf, SITE, visitorOf, widgetOn } from "./widget-class.ts";

const MEMBERS = ["guest", "student", "browser", "ta", "teacher", "owner"] as const;
/** Who sees the channel in a widget: without a name, as a guest who may write, and the teacher of the class. */
const VISITORS = ["widget reader", "widget guest", "widget teacher"] as const;
/**
 * `stranger`: owner of another class. `left`: was in this one. `browser`: a student who is signed in on the site; all others come with
 * a token.
 */
export const ACTORS = ["nobody", "stranger", "left", ...MEMBERS, ...VISITORS] as const;
/** Bots of the class in the channel, by their scope. */
export const PROGRAMS = ["botThatReads", "botThatWrites", "botThatManages"] as const;
export type Program = (typeof PROGRAMS)[number];
export type Actor = (typeof ACTORS)[number] | Program;
const SCOPE_OF: Record<Program, Scope> = { botThatReads: "read", botThatWrites: "write", botThatManages: "manage" };
const isVisitor = (actor: Actor) => (VISITORS as readonly Actor[]).includes(actor);
const ACCOUNTS = ACTORS.filter((actor) => actor !== "nobody" && !isVisitor(actor));
const WRITING_VISITORS = ["widget guest", "widget teacher"] as const;
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
  widget: string;
}

export async function openScene(): Promise<Scene> {
  const [classroom, elsewhere] = await Promise.all([openClassroom(), openClassroom("Another class")]);
  const roles = ["student", "student", "student", "guest", "student", "student", "ta", "teacher", "owner"] as const;
  const [target, outside, left, guest, student, browser, ta, teacher, owner] = await Promise.all(
    roles.map((role) => classroom.person(role)),
  );
  const visiting = await classroom.person("guest");
  const stranger = await elsewhere.person("owner");
  const programs = await Promise.all(PROGRAMS.map((each) => classroom.bot(SCOPE_OF[each])));
  const [botThatReads, botThatWrites, botThatManages] = programs;
  const bots = { botThatReads, botThatWrites, botThatManages };
  const people = { nobody: undefined, stranger, left, guest, student, browser, ta, teacher, owner, ...bots };
  const inside = [target, guest, student, browser, ta, teacher, owner, visiting, ...programs].filter(
    (one) => one !== undefined,
  );
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
  const widget = await widgetOn(channel, { write: "named", guests: true });
  const visitors = {
    "widget reader": await readerOf(widget),
    "widget guest": await visitorOf(widget, visiting, "guest"),
    "widget teacher": await visitorOf(widget, teacher!, "member"),
  };
  return {
    ...{ classroom, joinCode: code, people: { ...people, ...visitors }, target: target!, outside: outside! },
    ...{ channel, group: group.id, widget: widget.id },
  };
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

/** One for all who ask: nobody posts as often as there are actors. */
const files = new WeakMap<Scene, ReturnType<typeof postedFile>>();
function fileOf(scene: Scene): ReturnType<typeof postedFile> {
  const known = files.get(scene) ?? postedFile(scene.target, scene.channel, PNG);
  files.set(scene, known);
  return known;
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

const someGuest = async ({ classroom }: Scene): Promise<Asking> => ({
  params: { member: (await classroom.person("guest")).id },
});
async function heldMessage({ classroom, channel, target }: Scene): Promise<Asking> {
  const id = uuidv7();
  await env.DB.prepare(
    `insert into widget_held (id, workspace_no, channel_no, home_no, member_no, content, at)
     select ?1, ?2, no, no, ?3, '{"body":"Waiting"}', 1 from channels where id = ?4`,
  )
    .bind(id, classroom.no, target.no, channel)
    .run();
  return { params: { message: id } };
}
const notSignedIn = (actors: readonly Actor[]): Partial<Record<Actor, RefusalCode>> =>
  Object.fromEntries(actors.map((actor) => [actor, "not_signed_in"]));
async function botOf({ classroom, people: { owner } }: Scene): Promise<Asking> {
  const asked = { name: "Grader", handle: fresh("grader"), scope: "write" };
  const told = await owner!.post<{ bot: Bot }>(`/workspaces/${classroom.id}/bots`, asked);
  return { params: { bot: told.body.bot.member }, body: { name: "Grader" } };
}
async function commandOf(scene: Scene): Promise<Asking> {
  const { params } = await botOf(scene);
  const at = `/workspaces/${scene.classroom.id}/bots/${params!["bot"]}/commands`;
  const told = await scene.people.owner!.post<{ command: { id: string } }>(at, {
    name: fresh("grade"),
    says: "Grades",
  });
  return { params: { ...params, command: told.body.command.id } };
}

/** A command of a bot that is in the channel and hears of it on its socket. */
async function offered(scene: Scene): Promise<string> {
  const { classroom, channel, people } = scene;
  const asked = { name: "Grader", handle: fresh("grader"), scope: "write", channels: [channel] };
  const { body } = await people.owner!.post<{ bot: Bot }>(`/workspaces/${classroom.id}/bots`, asked);
  const at = `/workspaces/${classroom.id}/bots/${body.bot.member}/commands`;
  const told = await people.owner!.post<{ command: { id: string } }>(at, { name: fresh("grade"), says: "Grades" });
  return told.body.command.id;
}

async function bridgeOf({ channel, people: { owner } }: Scene): Promise<Asking> {
  const at = `/channels/${channel}/outgoing-hooks`;
  const asked = { name: "Bridge", url: "https://example.org/", rules: { events: ["message.deleted"] } };
  const { body } = await owner!.post<{ hook?: { id: string } }>(at, asked);
  if (body.hook) return { params: { hook: body.hook.id } };
  const row = await env.DB.prepare("select id from outgoing_hooks order by no desc limit 1").first<{ id: string }>();
  return { params: { hook: row!.id } };
}

/** The first scope that is let in; where a row is not named, no bot is. */
const OPEN_TO_BOTS: Partial<Record<RouteName, Scope>> = {
  "account.get": "read",
  "workspaces.bootstrap": "read",
  "members.list": "read",
  "members.picture": "read",
  "emoji.list": "read",
  "emoji.picture": "read",
  "channels.list": "read",
  "channels.byName": "read",
  "channels.get": "read",
  "channels.create": "manage",
  "channels.edit": "manage",
  "channels.archive": "manage",
  "channels.restore": "manage",
  "memberships.list": "read",
  "memberships.add": "manage",
  "memberships.remove": "manage",
  "messages.page": "read",
  "messages.post": "write",
  "messages.edit": "write",
  // Of others, as its cell asks; a pin likewise.
  "messages.remove": "manage",
  "messages.act": "manage",
  "messages.versions": "read",
  "messages.landmarks": "read",
  "messages.previews": "read",
  "messages.places": "read",
  // What there is opens; a new one takes `write` (bots.test.ts).
  "threads.start": "read",
  "search.find": "read",
  "sockets.channel": "read",
  "sockets.workspace": "read",
  "sockets.channelStream": "read",
  "sockets.workspaceStream": "read",
};
/** It does not matter who asks, and nobody looks. */
const OPEN_TO_ALL = new Set<RouteName>([
  "health.read",
  "hooks.take",
  "visits.look",
  "visits.enter",
  "visits.leave",
  "visits.emojiPicture",
]);

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
      const told = await who?.get<{ devices?: { id: string }[] }>("/account/devices");
      return { params: { id: told?.body.devices?.[0]?.id ?? "none" } };
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

  "files.add": { in: MEMBERS },
  "files.begin": { in: MEMBERS, ask: asking({ message: uuidv7(), size: 9_000_000 }) },
  "files.part": { in: MEMBERS, ask: () => ({ params: { part: "1" } }) },
  "files.finish": { in: MEMBERS, ask: asking({ upload: "a.b", parts: ["a"] }) },
  "files.read": {
    in: MEMBERS,
    ask: async (scene) => {
      const { file, seq } = await fileOf(scene);
      return { params: { seq: String(seq), file: file.id!, name: "photo.png" } };
    },
  },
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
  "messages.places": { in: MEMBERS, ask: asking({ times: "1", samples: "2" }) },
  "messages.read": { in: MEMBERS, ask: asking({ seq: 1 }) },

  "threads.list": { in: MEMBERS },
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

  "widgets.list": { in: LEAD },
  "widgets.get": { in: LEAD },
  "widgets.put": { in: LEAD, ask: asking({ on: true, sites: [SITE] }) },
  "widgets.remove": { in: LEAD },
  "widgets.addKey": { in: LEAD, ask: asking({ alg: "HS256" }) },
  "widgets.retireKey": {
    in: LEAD,
    ask: async ({ classroom, people: { owner } }) => {
      const asked = `/workspaces/${classroom.id}/widget-keys`;
      const { body } = await owner!.post<{ key?: { kid: string } }>(asked, { alg: "HS256" });
      if (body.key) return { params: { kid: body.key.kid } };
      // As many as there can be: one that is there.
      const key = env.DB.prepare("select kid from widget_keys where workspace_no = ? limit 1").bind(classroom.no);
      return { params: { kid: (await key.first<{ kid: string }>())!.kid } };
    },
  },
  "widgets.held": { in: STAFF },
  "widgets.letThrough": { in: STAFF, ask: heldMessage },
  "widgets.turnDown": { in: STAFF, ask: heldMessage },
  "widgets.muteVisitor": {
    in: STAFF,
    ask: async (scene) => ({ ...(await someGuest(scene)), body: { until: Date.now() + 60_000 } }),
  },
  "widgets.removeVisitor": { in: STAFF, ask: someGuest },

  "visits.look": { in: ACTORS, ask: ({ widget }) => ({ params: { widget } }) },
  "visits.enter": {
    in: ACTORS,
    ask: ({ widget }) => ({ params: { widget }, body: { as: "reader", site: SITE } }),
  },
  // By the token of a visitor, and by no other.
  "visits.renew": {
    in: VISITORS,
    others: { stranger: "not_signed_in", left: "not_signed_in", ...notSignedIn(MEMBERS) },
    ask: ({ widget }) => ({ params: { widget } }),
  },
  "visits.leave": { in: ACTORS.filter((actor) => actor !== "nobody"), ask: ({ widget }) => ({ params: { widget } }) },
  "visits.handOver": { in: MEMBERS, ask: ({ widget }) => ({ params: { widget }, body: { site: SITE } }) },
  "visits.people": { in: [...MEMBERS, ...VISITORS], ask: asking({ from: "1", to: "1" }) },
  "visits.emojiPicture": {
    in: ACTORS,
    ask: async ({ classroom, target, widget }) => {
      const name = `blob_${++made}`;
      const asked = { name, picture: dataUrl(PNG) };
      const told = await target.post<{ emoji: { version: string } }>(`/workspaces/${classroom.id}/emoji`, asked);
      return { params: { widget, name, version: told.body.emoji.version } };
    },
  },

  "bots.list": { in: STAFF },
  "bots.create": { in: STAFF, ask: () => ({ body: { name: "Grader", handle: fresh("grader"), scope: "write" } }) },
  "bots.edit": { in: STAFF, ask: botOf },
  "bots.remove": { in: STAFF, ask: botOf },
  "bots.createToken": { in: STAFF, ask: botOf },
  "bots.revokeToken": {
    in: STAFF,
    ask: async (scene) => {
      const asked = await botOf(scene);
      const at = `/workspaces/${scene.classroom.id}/bots/${asked.params!["bot"]}/tokens`;
      const told = await scene.people.owner!.post<{ of: { id: string } }>(at, { name: "Once" });
      return { params: { ...asked.params, token: told.body.of.id } };
    },
  },
  "bots.createCommand": {
    in: STAFF,
    ask: async (scene) => ({ ...(await botOf(scene)), body: { name: fresh("grade"), says: "Grades" } }),
  },
  "bots.removeCommand": { in: STAFF, ask: commandOf },

  "hooks.list": { in: STAFF },
  "hooks.createIncoming": { in: STAFF, ask: asking({ name: "CI" }) },
  "hooks.removeIncoming": {
    in: STAFF,
    ask: async ({ channel, people: { owner } }) => {
      const { body } = await owner!.post<{ hook: { id: string } }>(`/channels/${channel}/incoming-hooks`, {
        name: "CI",
      });
      return { params: { hook: body.hook.id } };
    },
  },
  "hooks.take": {
    in: ACTORS,
    ask: async ({ channel, people: { owner } }) => {
      const { body } = await owner!.post<{ path: string }>(`/channels/${channel}/incoming-hooks`, { name: "CI" });
      const [hook, secret] = body.path.split("/").slice(-2);
      return { params: { hook: hook!, secret: secret! }, body: { text: "Built" } };
    },
  },
  "hooks.createOutgoing": {
    in: STAFF,
    // Nobody is told: the channel has none, and at most ten.
    ask: asking({ name: "Bridge", url: "https://example.org/", rules: { events: ["message.deleted"] } }),
  },
  "hooks.removeOutgoing": { in: STAFF, ask: bridgeOf },
  "hooks.deliveries": { in: STAFF, ask: bridgeOf },
  "hooks.retry": {
    in: [],
    others: { ta: "not_found", teacher: "not_found", owner: "not_found" },
    ask: async (scene) => ({ params: { ...(await bridgeOf(scene)).params, delivery: "none" } }),
  },

  "commands.list": { in: MEMBERS },
  "commands.invoke": {
    in: MEMBERS,
    ask: async (scene) => ({ params: { command: await offered(scene) }, body: { id: uuidv7() } }),
  },
  "commands.answer": {
    // By the token that came with a command, whoever has it; here nobody does.
    in: [],
    others: Object.fromEntries(ACTORS.map((actor) => [actor, "not_found"])),
    ask: () => ({ params: { token: "none" }, body: { body: "Graded" } }),
  },

  "sockets.channel": { in: [...MEMBERS, ...VISITORS] },
  "sockets.workspace": { in: MEMBERS },
  "sockets.channelStream": { in: [...MEMBERS, ...VISITORS] },
  "sockets.workspaceStream": { in: MEMBERS },
};

const OPEN_TO_VISITORS = new Set(allRoutes().flatMap(([name, row]) => (row.visitors ? [name] : [])));

/** What the actor hears; null: let in. */
export function heardBy(name: RouteName, actor: Actor): RefusalCode | null {
  if (actor in SCOPE_OF) return heardByProgram(name, SCOPE_OF[actor as Program]);
  const cell = CELLS[name];
  if (cell.in.includes(actor)) return null;
  const other = cell.others?.[actor];
  if (other !== undefined) return other;
  if (actor === "nobody") return "not_signed_in";
  // Their token is nobody's but where the row is open to them.
  if (isVisitor(actor)) return OPEN_TO_VISITORS.has(name) ? "forbidden" : "not_signed_in";
  return actor === "stranger" || actor === "left" ? "not_found" : "forbidden";
}

function heardByProgram(name: RouteName, scope: Scope): RefusalCode | null {
  if (OPEN_TO_ALL.has(name)) return null;
  // By the token of a visitor alone.
  if (name === "commands.answer") return "not_found";
  if (name === "visits.renew") return "not_signed_in";
  const needed = OPEN_TO_BOTS[name];
  return needed !== undefined && SCOPES.indexOf(scope) >= SCOPES.indexOf(needed) ? null : "forbidden";
}
