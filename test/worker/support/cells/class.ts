/** Who comes in, and who is who in a class. */
import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { dataUrl, offer, PNG } from "../pictures.ts";
import type { Somebody } from "../classroom.ts";
import { subscriptionTo } from "../push-service.ts";
import { ACCOUNTS, ACTORS, LEAD, MEMBERS, NOT_GUESTS, STAFF, type Scene } from "../scene.ts";
import { threadOf } from "./channels.ts";
import { heldMessage } from "./from-outside.ts";
import { asking, fresh, freshEmoji, type Asking, type CellsOf } from "./cell.ts";

async function emojiOf({ classroom, target }: Scene): Promise<Asking> {
  const name = freshEmoji();
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

/** One of theirs; of who has no account, none. */
async function deviceOf(who: Somebody | undefined): Promise<Asking> {
  const told = await who?.put<{ device?: { id: string } }>("/push/devices", await subscriptionTo(fresh("cell")));
  return { params: { device: told?.body.device?.id ?? "none" } };
}

const A_PROBLEM = {
  words: "The list jumps",
  screen: {
    page: "/c/[channel]",
    size: "390x844",
    language: "en",
    theme: "light",
    version: "1",
    browser: "",
    refusals: [],
  },
};

export const CELLS_OF_THE_CLASS: CellsOf<
  | "health"
  | "entry"
  | "passkeys"
  | "account"
  | "workspaces"
  | "members"
  | "audit"
  | "status"
  | "problems"
  | "archives"
  | "backups"
  | "reports"
  | "order"
  | "erasing"
  | "mine"
  | "settings"
  | "emoji"
  | "import"
  | "push"
> = {
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
  "account.left": { in: ["browser"], others: { stranger: "forbidden", left: "forbidden" } },
  "account.comeBack": {
    // Nobody left by themselves here.
    in: [],
    others: { stranger: "forbidden", left: "forbidden", browser: "not_found" },
  },
  "account.close": { in: ["browser"], others: { stranger: "forbidden", left: "forbidden" } },
  "account.createToken": {
    in: ["browser"],
    others: { stranger: "forbidden", left: "forbidden" },
    ask: asking({ name: "Bot" }),
  },

  "mine.words": { in: ACCOUNTS },
  "mine.stored": { in: ACCOUNTS },

  "workspaces.create": {
    in: ACCOUNTS.filter((actor) => actor !== "guest"),
    ask: asking({ name: "A class of my own" }),
  },
  "workspaces.bootstrap": { in: MEMBERS },
  "workspaces.opening": { in: ACTORS },
  "workspaces.edit": { in: LEAD, ask: asking({ name: "Renamed" }) },
  "workspaces.factors": { in: ["owner"] },
  "workspaces.icon": {
    in: MEMBERS,
    ask: async ({ classroom, people: { owner } }) => {
      const told = await owner!.patch<{ workspace: { icon: string } }>(`/workspaces/${classroom.id}`, {
        icon: dataUrl(PNG),
      });
      return { params: { version: told.body.workspace.icon.split("/").at(-1) ?? "" } };
    },
  },
  "workspaces.insights": { in: STAFF },
  "status.read": { in: STAFF },
  "workspaces.newJoinCode": { in: LEAD },
  "workspaces.stopJoining": { in: LEAD },
  "workspaces.archive": { in: ["owner"] },
  "workspaces.reopen": { in: ["owner"] },
  "workspaces.leave": { in: MEMBERS },

  "erasing.deleteClass": { in: ["owner"], ask: asking({ name: "Programming I" }) },
  // Nothing is to be taken back here.
  "erasing.keepClass": { in: [], others: { owner: "not_found" } },
  "erasing.eraseAccount": { in: ["browser"], others: { stranger: "forbidden", left: "forbidden" } },
  "erasing.receipt": {
    in: ACTORS,
    ask: async () => {
      const id = fresh("receipt");
      await env.DB.prepare(
        `insert into erasures (id, "of", no, asked_at, due_at, taken_back_at) values (?, 'account', 1, 1, 2, 1)`,
      )
        .bind(id)
        .run();
      return { params: { code: id } };
    },
  },

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

  "audit.list": { in: LEAD },
  "audit.file": { in: LEAD, ask: () => ({ params: { format: "csv" } }) },

  "problems.tell": { in: MEMBERS, ask: asking(A_PROBLEM) },
  "problems.mine": { in: MEMBERS },
  "problems.list": { in: STAFF },
  "problems.edit": {
    in: STAFF,
    ask: async ({ classroom, target }) => {
      const told = await target.post<{ problem: { id: string } }>(`/workspaces/${classroom.id}/problems`, A_PROBLEM);
      return { params: { problem: told.body.problem.id }, body: { state: "looking" } };
    },
  },

  "archives.read": { in: ["owner"] },
  "archives.make": { in: ["owner"] },
  "archives.remove": { in: ["owner"] },
  "archives.courseMade": { in: ["owner"], ask: () => ({ body: { mark: "0123456789abcdef" } }) },
  // Of none that is ready.
  "archives.fetch": { in: [], others: { owner: "not_found" } },

  "backups.list": { in: ["owner"] },
  "backups.make": { in: ["owner"] },

  "reports.make": { in: MEMBERS, ask: ({ target }) => ({ body: { member: target.id, reason: "spam" } }) },
  "reports.mine": { in: MEMBERS },
  "reports.list": { in: STAFF },
  "reports.decide": {
    in: STAFF,
    ask: async ({ classroom, target, outside }) => {
      const about = { member: outside.id, reason: "other" };
      const told = await target.post<{ report: { id: string } }>(`/workspaces/${classroom.id}/reports`, about);
      return { params: { report: told.body.report.id }, body: { outcome: "nothing" } };
    },
  },

  "order.words": { in: STAFF },
  "order.setWords": { in: LEAD, ask: asking({ words: [] }) },
  "order.turnDown": { in: STAFF, ask: async (scene) => ({ ...(await heldMessage(scene)), body: { answer: "No" } }) },
  "order.muted": { in: STAFF },
  "order.mute": { in: STAFF, ask: asking({ until: Date.now() + 1 }) },
  "order.lock": {
    in: STAFF,
    ask: async (scene) => ({ ...(await threadOf(scene)), body: { locked: true } }),
  },

  "settings.edit": { in: MEMBERS, ask: asking({ typing: false }) },
  "settings.block": { in: MEMBERS },
  "settings.unblock": { in: MEMBERS },

  "emoji.list": { in: MEMBERS },
  "emoji.add": {
    in: NOT_GUESTS,
    ask: () => ({ body: { name: freshEmoji(), picture: dataUrl(PNG) } }),
  },
  "emoji.remove": { in: STAFF, ask: emojiOf },
  "emoji.picture": {
    in: MEMBERS,
    ask: async ({ classroom, target }) => {
      const name = freshEmoji();
      const asked = { name, picture: dataUrl(PNG) };
      const told = await target.post<{ emoji: { version: string } }>(`/workspaces/${classroom.id}/emoji`, asked);
      return { params: { name, version: told.body.emoji.version } };
    },
  },

  "push.devices": { in: ACCOUNTS },
  "push.subscribe": { in: ACCOUNTS, ask: async () => ({ body: await subscriptionTo(fresh("cell")) }) },
  "push.edit": {
    in: ACCOUNTS,
    ask: async (_scene, _actor, who) => ({ ...(await deviceOf(who)), body: { words: false } }),
  },
  "push.forget": { in: ACCOUNTS, ask: (_scene, _actor, who) => deviceOf(who) },
  "push.test": {
    in: ACCOUNTS,
    ask: async (_scene, _actor, who) => ({ ...(await deviceOf(who)), body: { nonce: "n" } }),
  },
  "push.shown": { in: ACCOUNTS, ask: asking({ channels: [] }) },

  "import.people": { in: LEAD, ask: asking({ people: [] }) },
  "import.channel": {
    in: LEAD,
    ask: () => ({ body: { key: fresh("c"), kind: "public", name: fresh("brought"), members: [] } }),
  },
  "import.messages": { in: LEAD, ask: imported },
  "import.places": { in: LEAD, ask: imported },
  "import.file": {
    in: LEAD,
    ask: async (scene) => ({
      params: { ...(await imported(scene)).params, file: "0mgxk2a1bAbCdEfGhIjKlMnOp" },
      body: { message: uuidv7(), size: 4 },
    }),
  },
};
