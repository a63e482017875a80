/** Other sites that show a channel, and programs that take part. */
import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import type { Bot, RefusalCode } from "../../../../protocol/index.ts";
import { dataUrl, PNG } from "../pictures.ts";
import { ACTORS, LEAD, MEMBERS, STAFF, VISITORS, type Actor, type Scene } from "../scene.ts";
import { SITE } from "../widget-class.ts";
import { asking, fresh, freshEmoji, type Asking, type CellsOf } from "./cell.ts";

const someGuest = async ({ classroom }: Scene): Promise<Asking> => ({
  params: { member: (await classroom.person("guest")).id },
});
export async function heldMessage({ classroom, channel, target }: Scene): Promise<Asking> {
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

async function ciOf({ channel, people: { owner } }: Scene): Promise<Asking> {
  const { body } = await owner!.post<{ hook: { id: string } }>(`/channels/${channel}/incoming-hooks`, { name: "CI" });
  return { params: { hook: body.hook.id } };
}

export const CELLS_FROM_OUTSIDE: CellsOf<"widgets" | "visits" | "bots" | "hooks" | "commands"> = {
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
      const name = freshEmoji();
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
  "hooks.editIncoming": {
    in: STAFF,
    ask: async (scene) => ({ ...(await ciOf(scene)), body: { name: "Continuous integration" } }),
  },
  "hooks.removeIncoming": { in: STAFF, ask: ciOf },
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
  "hooks.editOutgoing": {
    in: STAFF,
    ask: async (scene) => ({ ...(await bridgeOf(scene)), body: { rules: { events: ["message.edited"] } } }),
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
};
