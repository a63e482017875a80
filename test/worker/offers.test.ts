/**
 * The same table on both sides: what the page offers, by what it was told over the real routes, beside what the worker does when it is
 * really asked. Cell by cell in protocol/permissions.test.ts.
 */
import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { describe, expect, test } from "vitest";
import { type WorkspaceState } from "../../client/workspace-state.ts";
import { personTarget, refusalOf } from "../../client/permissions.ts";
import { CHANNEL_ACTIONS, targetOf, type ChannelAction, type Target } from "../../protocol/permissions.ts";
import type { Act, Message, MyChannel, RefusalCode } from "../../protocol/index.ts";
import { roomOf } from "../../worker/room/stubs.ts";
import { channelOf, factsFor } from "./support/channel.ts";
import { openClassroom, type Answer, type Classroom, type Somebody } from "./support/classroom.ts";
import { ACTORS, answered, become, pageOf, person, type ActorName, type Other } from "./support/offered.ts";

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
const WITH_THREADS = Object.keys(HOMES).flatMap((home) => [home, `thread in ${home}`]) as string[];

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
/** To where it stands already, which only who may move is told of. */
const moveNowhere: Try = async ({ actor, channel }) => {
  const answer = await actor.post(`/channels/${channel.id}/moves`, { from: 1, to: 1, target: channel.id });
  return (answer.body as { field?: string }).field === "target" ? { status: 200, body: {} } : answer;
};
const ON_POLLS = new Set<ChannelAction>(["vote", "addPollOption", "managePoll"]);
const ON_CHANNELS: [ChannelAction, Try, ((scene: Scene) => Target)?][] = [
  ["readChannel", inIt("get", "")],
  ["post", inIt("post", "/messages", { body: "Hello" })],
  ["followThread", inIt("put", "/follow")],
  ["editOwnMembership", inIt("patch", "/me", { starred: true })],
  ["moveMessages", moveNowhere],
  ["lockThread", inIt("put", "/lock", { locked: false })],
  ["setKeeping", inIt("put", "/keeping", { days: null })],
  ["manageWidget", inIt("get", "/widget")],
  ["showOnWeb", inIt("put", "/web", { confirmed: true })],
  ["manageHooks", inIt("post", "/incoming-hooks", { name: "Builds" })],
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
// Asked of the room while it stores a message; who is not in it joins below; whose a task is, and what the class allows, is tried in
// tasks.test.ts.
const ELSEWHERE = new Set<ChannelAction>(["reachMany", "joinChannel", "startThread", "makeTask", "finishTask"]);

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
  },
);
