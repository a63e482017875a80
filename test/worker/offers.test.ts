/**
 * The same table on both sides: what the page offers, by what it was told over the real routes, beside what the worker does when it is
 * really asked. Cell by cell in protocol/permissions.test.ts.
 */
import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { describe, expect, test } from "vitest";
import { fromBootstrap, type WorkspaceState } from "../../client/workspace-state.ts";
import { closedTo, hasOtherOwner, personTarget, refusalOf } from "../../client/permissions.ts";
import { CHANNEL_ACTIONS, targetOf, type Action, type ChannelAction, type Target } from "../../protocol/permissions.ts";
import type { Act, Bootstrap, ListedChannel, Message, MyChannel, RefusalCode } from "../../protocol/index.ts";
import { roomOf } from "../../worker/room/stubs.ts";
import { channelOf, factsFor } from "./support/channel.ts";
import { openClassroom, type Answer, type Classroom, type Somebody } from "./support/classroom.ts";

const ACTORS = {
  guest: { role: "guest" },
  student: { role: "student" },
  ta: { role: "ta" },
  teacher: { role: "teacher" },
  owner: { role: "owner" },
  mutedStudent: { role: "student", muted: true },
  mutedTa: { role: "ta", muted: true },
} as const;
type ActorName = keyof typeof ACTORS;

const HOMES = {
  public: { kind: "public" },
  "public, made by the actor": { kind: "public", mine: true },
  private: { kind: "private" },
  "private, made by the actor": { kind: "private", mine: true },
  announcement: { kind: "public", posting: "staff" },
  default: { kind: "public", set: "is_default = 1" },
  archived: { kind: "public", set: "archived_at = 1" },
  dm: { kind: "dm" },
  "dm with one who left": { kind: "dm", other: "left" },
  "dm with one who is blocked": { kind: "dm", other: "blocked" },
  "dm with one who blocks": { kind: "dm", other: "blocks" },
  "dm with one who takes none": { kind: "dm", other: "staffOnly" },
  group: { kind: "group" },
} as const;
type Home = { kind: MyChannel["kind"]; posting?: string; mine?: true; set?: string; other?: Other };
type Other = "left" | "blocked" | "blocks" | "staffOnly" | "imported";
const WITH_THREADS = Object.keys(HOMES).flatMap((home) => [home, `thread in ${home}`]) as string[];

const answered = ({ status, body }: Answer<unknown>): RefusalCode | null => {
  const { code } = body as { code?: RefusalCode };
  if (status < 300) return null;
  // Whoever may, may not so often.
  return code === "too_fast" ? null : (code ?? "internal");
};

async function become(classroom: Classroom, actor: Somebody, other: Somebody, what?: Other): Promise<void> {
  const set = async (sql: string) =>
    void (await env.DB.prepare(`update members set ${sql} where no = ?`).bind(other.no).run());
  if (what === "left") await set("left_at = 1");
  if (what === "imported") await set("user_no = null");
  if (what === "blocked") expect((await actor.put(`/workspaces/${classroom.id}/blocks/${other.id}`)).status).toBe(200);
  if (what === "blocks") expect((await other.put(`/workspaces/${classroom.id}/blocks/${actor.id}`)).status).toBe(200);
  if (what === "staffOnly") {
    const changed = await other.patch(`/workspaces/${classroom.id}/me/settings`, { directFrom: "staff" });
    expect(changed.status).toBe(200);
  }
}

/** What the actor's page knows, with the people whom it looked up as it does when it first sees them. */
async function pageOf(classroom: Classroom, actor: Somebody, seen: Somebody[]): Promise<WorkspaceState> {
  const bootstrap = (await actor.get<Bootstrap>(`/workspaces/${classroom.id}/bootstrap`)).body;
  const state = fromBootstrap(bootstrap);
  const ids = seen.map(({ id }) => id).join(",");
  const { members } = (
    await actor.get<{ members: Bootstrap["members"] }>(`/workspaces/${classroom.id}/members?ids=${ids}`)
  ).body;
  return { ...state, members: new Map([...state.members, ...members.map((one) => [one.id, one] as const)]) };
}

const person = (classroom: Classroom, name: ActorName) =>
  classroom.person(ACTORS[name].role, "muted" in ACTORS[name] ? { mutedUntil: Date.now() + 3_600_000 } : {});

interface Scene {
  actor: Somebody;
  other: Somebody;
  /** Somebody of the class who is not in it, and one who is. */
  outside: Somebody;
  inside: Somebody;
  channel: MyChannel;
  page: WorkspaceState;
  messages: Record<"own" | "other" | "poll" | "openPoll" | "imported" | "ownDeleted" | "otherDeleted", Message>;
}

async function sceneOf(classroom: Classroom, place: string, name: ActorName): Promise<Scene> {
  const isThread = place.startsWith("thread in ");
  const home: Home = HOMES[place.replace("thread in ", "") as keyof typeof HOMES];
  const [actor, other, inside, outside, brought] = await Promise.all([
    person(classroom, name),
    classroom.person("student"),
    classroom.person("student"),
    classroom.person("student"),
    classroom.person("student"),
  ]);
  const people = home.kind === "dm" ? [other, actor] : [other, actor, inside];
  if (home.mine) people.unshift(...people.splice(1, 1));
  const made = await channelOf(people, { kind: home.kind, ...(home.posting && { posting: home.posting }) });
  if (home.kind === "dm") {
    const key = [other.id, actor.id].sort().join(" ");
    await env.DB.prepare("update channels set name = null, direct_key = ? where no = ?").bind(key, made.no).run();
  }
  if (home.kind === "group") await env.DB.prepare("update channels set name = null where no = ?").bind(made.no).run();
  await env.DB.prepare("update members set user_no = null where no = ?").bind(brought.no).run();
  const idOf = isThread ? await threadIn(made, other) : made.id;
  const poll = (open: boolean) => ({
    ...{ question: "When?", options: [{ text: "Mon", votes: 0, voters: [] }], multiple: false, secret: false },
    ...{ sealed: false, open, voted: [] },
  });
  const lines = [
    { author: actor },
    { author: other },
    { author: other, meta: { poll: poll(false) } },
    { author: other, meta: { poll: poll(true) } },
    { author: brought },
    { author: actor, deletedAt: 1_000 },
    { author: other, deletedAt: 1_000 },
  ].map(({ author, ...more }, at) => ({
    ...{ id: uuidv7(), author: author.id, at: at + 1, body: "deletedAt" in more ? "" : `line ${at}` },
    ...more,
  }));
  await roomOf(env, idOf).importMessages(
    await factsFor(idOf),
    lines as Parameters<ReturnType<typeof roomOf>["importMessages"]>[1],
  );
  await become(classroom, actor, other, home.other);
  if (home.set) await env.DB.prepare(`update channels set ${home.set} where no = ?`).bind(made.no).run();
  const [page, view, history] = await Promise.all([
    pageOf(classroom, actor, [other, inside, outside]),
    actor.get<{ channel: MyChannel }>(`/channels/${idOf}`),
    actor.get<{ messages: Message[] }>(`/channels/${idOf}/messages`),
  ]);
  expect(history.body.messages).toHaveLength(lines.length);
  const [own, theirs, closedPoll, openPoll, imported, ownDeleted, otherDeleted] = history.body.messages as [
    Message,
    Message,
    Message,
    Message,
    Message,
    Message,
    Message,
  ];
  const messages = { own, other: theirs, poll: closedPoll, openPoll, imported, ownDeleted, otherDeleted };
  return { actor, other, inside, outside, channel: view.body.channel, page, messages };
}

async function threadIn(home: { id: string; no: number }, by: Somebody): Promise<string> {
  const id = `t${uuidv7().replaceAll("-", "").slice(12)}`;
  await env.DB.prepare(
    `insert into channels (id, workspace_no, kind, parent_no, parent_seq, created_by, created_at)
     select ?1, workspace_no, 'thread', no, 1, ?2, 1 from channels where no = ?3`,
  )
    .bind(id, by.no, home.no)
    .run();
  return id;
}

type Try = (scene: Scene, message: Message) => Promise<Answer<unknown>>;
const at = ({ channel }: Scene, { seq }: Message) => `/channels/${channel.id}/messages/${seq}`;
const act =
  (what: Act): Try =>
  (scene, message) =>
    scene.actor.post(`${at(scene, message)}/acts`, { act: what });
const inIt =
  (method: "get" | "post" | "put" | "patch", path: string, body?: unknown): Try =>
  ({ actor, channel }) =>
    method === "get"
      ? actor.get(`/channels/${channel.id}${path}`)
      : actor[method](`/channels/${channel.id}${path}`, body);

/** Each action as the page would ask for it; what changes the place for the next one comes last. */
const ON_MESSAGES: [ChannelAction, Try][] = [
  ["readVersions", (scene, message) => scene.actor.get(`${at(scene, message)}/versions`)],
  ["react", act({ type: "react", emoji: "🎉", on: true })],
  ["vote", act({ type: "vote", choices: [0] })],
  ["addPollOption", act({ type: "addOption", text: "Tue" })],
  ["pin", act({ type: "pin", on: true })],
  ["setCheckpoint", act({ type: "checkpoint", name: "Here" })],
  ["managePoll", act({ type: "closePoll" })],
  ["openThread", (scene, message) => scene.actor.post(`${at(scene, message)}/thread`)],
  ["editMessage", (scene, message) => scene.actor.patch(at(scene, message), { body: "Said better" })],
  ["deleteMessage", (scene, message) => scene.actor.delete(at(scene, message))],
];
const ON_POLLS = new Set<ChannelAction>(["vote", "addPollOption", "managePoll"]);
const ON_CHANNELS: [ChannelAction, Try, ((scene: Scene) => Target)?][] = [
  ["readChannel", inIt("get", "")],
  ["post", inIt("post", "/messages", { body: "Hello" })],
  ["followThread", inIt("put", "/follow")],
  ["editOwnMembership", inIt("patch", "/me", { starred: true })],
  ["editChannel", inIt("patch", "", { topic: "About this" })],
  [
    "editChannelRules",
    (scene) => scene.actor.patch(`/channels/${scene.channel.id}`, { posting: scene.channel.posting }),
  ],
  ["renameGroup", inIt("put", "/name", { name: "Us" })],
  [
    "addToChannel",
    (scene) => scene.actor.post(`/channels/${scene.channel.id}/members`, { members: [scene.outside.id] }),
    ({ page, outside }) => personTarget(page, { id: outside.id, role: "student" }),
  ],
  [
    "removeFromChannel",
    (scene) => scene.actor.delete(`/channels/${scene.channel.id}/members/${scene.inside.id}`),
    ({ page, inside }) => personTarget(page, { id: inside.id, role: "student" }),
  ],
  [
    "archiveChannel",
    (scene) =>
      scene.actor.post(`/channels/${scene.channel.id}/${scene.channel.archivedAt === null ? "archive" : "restore"}`),
  ],
  ["leaveChannel", inIt("post", "/leave")],
];
// Asked of the room while it stores a message; who is not in it joins below.
const ELSEWHERE = new Set<ChannelAction>(["reachMany", "joinChannel", "startThread"]);

test("every action in a channel is tried here", () => {
  const tried = [...ON_MESSAGES, ...ON_CHANNELS].map(([action]) => action);
  expect(new Set([...tried, ...ELSEWHERE])).toEqual(new Set(CHANNEL_ACTIONS));
});

describe.each(Object.keys(ACTORS) as ActorName[])(
  "I5, R9: what the page of a %s offers is what the worker does",
  (name) => {
    // In a channel a teacher is what a TA is but for whom they may put out, and a mute weighs the same on everybody.
    const places = name === "teacher" || name === "mutedStudent" ? ["public", "private"] : WITH_THREADS;
    test.each(places)("in a %s", async (place) => {
      const scene = await sceneOf(await openClassroom(), place, name);
      const { page, channel, actor, messages } = scene;
      const differing: string[] = [];
      const compare = (what: string, offered: RefusalCode | null, done: RefusalCode | null) => {
        if (offered !== done) differing.push(`${what}: the page says ${offered ?? "yes"}, the worker ${done ?? "yes"}`);
      };
      for (const [action, tryIt] of ON_MESSAGES) {
        for (const [which, message] of Object.entries(messages)) {
          const isPoll = which === "poll" || which === "openPoll";
          if (isPoll !== ON_POLLS.has(action)) continue;
          // To take back what is taken back already is no mistake, and is answered as if it had been done now.
          if (action === "deleteMessage" && message.deletedAt !== undefined) continue;
          const offered = refusalOf(page, action, channel, targetOf(message, actor.id));
          compare(`${action} ${which}`, offered, answered(await tryIt(scene, message)));
        }
      }
      for (const [action, tryIt, target] of ON_CHANNELS) {
        // Nobody takes out of a direct message somebody who is not in it.
        if (action === "removeFromChannel" && channel.kind === "thread") continue;
        compare(action, refusalOf(page, action, channel, target?.(scene)), answered(await tryIt(scene, messages.own)));
      }
      expect(differing).toEqual([]);
    });

    test("in channels that they are not in", async () => {
      const classroom = await openClassroom();
      const actor = await person(classroom, name);
      const maker = await classroom.person("teacher");
      const open = await channelOf([maker], { kind: "public" });
      const archived = await channelOf([maker], { kind: "public" });
      await env.DB.prepare("update channels set archived_at = 1 where no = ?").bind(archived.no).run();
      const page = await pageOf(classroom, actor, [maker]);
      const listed = (await actor.get<{ channels: ListedChannel[] }>(`/workspaces/${classroom.id}/channels`)).body
        .channels;
      for (const { id } of [archived, open]) {
        const channel = listed.find((one) => one.id === id)!;
        for (const [action, tryIt] of [
          ["post", () => actor.post(`/channels/${id}/messages`, { body: "Hello" })],
          ["editChannel", () => actor.patch(`/channels/${id}`, { topic: "Mine" })],
          ["readChannel", () => actor.get(`/channels/${id}/messages`)],
          ["joinChannel", () => actor.post(`/channels/${id}/join`)],
        ] as [ChannelAction, () => Promise<Answer<unknown>>][])
          // A door that shows nothing is not found, where the table would tell the class to join first.
          expect([action, answered(await tryIt()) === null]).toEqual([
            action,
            refusalOf(page, action, channel) === null,
          ]);
      }
    });

    test.each(["", "left", "imported", "blocked", "blocks", "staffOnly"] as const)(
      "in the class, towards one who is '%s'",
      async (what) => {
        const classroom = await openClassroom();
        const actor = await person(classroom, name);
        const [other, third, ta] = [
          await classroom.person("student"),
          await classroom.person("student"),
          await classroom.person("ta"),
        ];
        if (what !== "") await become(classroom, actor, other, what);
        const page = await pageOf(classroom, actor, [other, third, ta]);
        const of = (who: Somebody, role: "student" | "ta" = "student") => personTarget(page, { id: who.id, role });
        const home = `/workspaces/${classroom.id}`;
        const isGone = what === "left" || what === "imported";
        const tries: [Action, Target, () => Promise<Answer<unknown>>][] = [
          ["startDirect", of(other), () => actor.post(`${home}/direct`, { member: other.id })],
          ["readWorkspace", {}, () => actor.get(`${home}/members`)],
          ["editOwnSettings", {}, () => actor.patch(`${home}/me/settings`, { typing: true })],
          ["editOwnProfile", {}, () => actor.patch(`${home}/me`, { bio: "Me" })],
          ["editWorkspace", {}, () => actor.patch(home, { name: "Programming I" })],
          ["invite", {}, () => actor.post(`${home}/join-code`)],
          ["importHistory", {}, () => actor.post(`${home}/import/people`, { people: [] })],
          ["createPrivateChannel", {}, () => actor.post(`${home}/channels`, { name: "one", kind: "private" })],
          ["createPublicChannel", {}, () => actor.post(`${home}/channels`, { name: "two" })],
          ["createDefaultChannel", {}, () => actor.post(`${home}/channels`, { name: "three", isDefault: true })],
          ["createAnnouncementChannel", {}, () => actor.post(`${home}/channels`, { name: "four", posting: "staff" })],
          [
            "changeRole",
            { ...of(third), newRole: "ta" },
            () => actor.patch(`${home}/members/${third.id}`, { role: "ta" }),
          ],
          ["removeMember", of(ta, "ta"), () => actor.delete(`${home}/members/${ta.id}`)],
          ["liftBan", {}, () => actor.get(`${home}/bans`)],
          ["banMember", of(third), () => actor.put(`${home}/bans/${third.id}`, { reason: "" })],
          ["leaveWorkspace", { otherOwner: hasOtherOwner(page) }, () => actor.post(`${home}/leave`)],
        ];
        // Who is not here is in nobody's list of whom to ask into a group.
        if (!isGone) {
          const members = [other.id, third.id];
          tries.unshift(["startGroup", of(other), () => actor.post(`${home}/groups`, { members })]);
        }
        const differing = [];
        for (const [action, target, tryIt] of tries) {
          // What everybody is in is a public channel first.
          const first = action === "createDefaultChannel" ? refusalOf(page, "createPublicChannel", null) : null;
          const [offered, done] = [first ?? refusalOf(page, action, null, target), answered(await tryIt())];
          if (offered !== done)
            differing.push(`${action}: the page says ${offered ?? "yes"}, the worker ${done ?? "yes"}`);
        }
        expect(differing).toEqual([]);
      },
    );
  },
);

test("who blocks me and who takes messages of the teaching team alone are told apart by nothing that I am told", async () => {
  const classroom = await openClassroom();
  const [me, blocker, picky] = [
    await classroom.person("student"),
    await classroom.person("student"),
    await classroom.person("student"),
  ];
  await become(classroom, me, blocker, "blocks");
  await become(classroom, me, picky, "staffOnly");
  const page = await pageOf(classroom, me, [blocker, picky]);
  expect([closedTo(page, blocker.id), closedTo(page, picky.id)]).toEqual(["no_direct", "no_direct"]);
  const told = (await me.get<Bootstrap>(`/workspaces/${classroom.id}/bootstrap`)).body;
  const as = (id: string) =>
    JSON.stringify(told.members.find((member) => member.id === id)).replaceAll(/"[^"]*"|\d+/gu, "");
  expect(as(blocker.id)).toBe(as(picky.id));
});
