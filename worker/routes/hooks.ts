/** Addresses that post into a channel, and addresses that are told of one. */
import { v7 as uuidv7 } from "uuid";
import type { Read } from "../../protocol/foreign/incoming.ts";
import { HOOK_BODY_MAX_BYTES, HOOKS_MAX, HOOKS_PER_CHANNEL, type Message } from "../../protocol/index.ts";
import { because } from "../../protocol/reasons.ts";
import { approachChannel, permitInChannel } from "../access.ts";
import { dropPicture, keepFace } from "../files/profile-picture.ts";
import type { AppContext } from "../hono-env.ts";
import type { Caller } from "../identity/caller.ts";
import * as live from "../notify.ts";
import { readSent } from "../http/foreign-body.ts";
import type { HandlersOf } from "../http/handler.ts";
import { hashSecret, newToken } from "../identity/sessions.ts";
import { throttleAddress, throttleHook } from "../identity/throttle.ts";
import { keyedId } from "../identity/keyed-id.ts";
import { Refused } from "../refused.ts";
import { factsOf } from "../room/channel-facts.ts";
import type { SocketIdentity } from "../room/contract.ts";
import { roomOf } from "../room/stubs.ts";
import { PROGRAM_ROLE } from "../store/bots.ts";
import type { Db } from "../store/db.ts";
import {
  deleteIncoming,
  deleteOutgoing,
  editIncoming,
  editOutgoing,
  findIncoming,
  hasOutgoing,
  incomingOf,
  incomingUsed,
  insertIncoming,
  insertOutgoing,
  listIncoming,
  listOutgoing,
  outgoingOf,
  subscriptionsOf,
  type FoundHook,
} from "../store/hooks.ts";
import { toMember } from "../store/members.ts";
import type { ChannelContext } from "../store/membership-context.ts";
import { publicId } from "../store/public-id.ts";
import { checkHookAddress, newSigningSecret, openSigningSecret, sealSigningSecret } from "../webhooks/signing.ts";

export const hooks: HandlersOf<"hooks"> = {
  async list({ db, permit }) {
    const [incoming, outgoing] = await Promise.all([listIncoming(db, permit), listOutgoing(db, permit)]);
    return { incoming, outgoing };
  },

  async createIncoming({ env, db, permit, body: { name, picture } }) {
    const now = Date.now();
    const memberId = publicId();
    const kept = await keepFace(env, { workspace: permit.workspace.id, of: memberId, version: now }, picture);
    const secret = newToken();
    const asked = { memberId, name, picture: kept, secretHash: await hashSecret(secret) };
    const hook = await insertIncoming(db, permit, asked, now);
    if (!hook) throw new Refused("too_many", because("hooks_full", { most: HOOKS_MAX }));
    return { hook, path: `/api/hooks/${hook.id}/${secret}` };
  },

  async editIncoming({ env, db, permit, params: { hook: id }, body: { name, picture } }) {
    const now = Date.now();
    const before = await incomingOf(db, permit, id);
    if (!before) throw new Refused("not_found");
    const at = { workspace: permit.workspace.id, of: before.member.id };
    const kept = await keepFace(env, { ...at, version: now }, picture);
    const edited = await editIncoming(db, permit, id, { name, picture: kept }, now);
    if (!edited) throw new Refused("not_found");
    if (kept !== undefined) await dropPicture(env, { ...at, version: edited.pictureBefore });
    await live.memberChanged(env, permit.workspace.id, toMember(edited.member));
    return { hook: edited.hook };
  },

  async removeIncoming({ db, permit, params }) {
    if (!(await deleteIncoming(db, permit, params.hook, Date.now()))) throw new Refused("not_found");
  },

  async take({ c, env, db, params }) {
    await throttleHook(c, params.hook);
    const found = await findIncoming(db, params.hook, await hashSecret(params.secret));
    if (!found) {
      // Who guesses is slowed down; whose address is right never is.
      await throttleAddress(c, "hook");
      throw new Refused("not_found");
    }
    const sent = await readSent(c, HOOK_BODY_MAX_BYTES);
    // Its grammars and the names of all emoji are read with the first that comes, and not by every isolate.
    const { readIncoming } = await import("../../protocol/foreign/incoming.ts");
    const read = readIncoming(sent);
    if (!read) throw new Refused("malformed");
    if (read.bodies.length === 0) throw new Refused("empty", because("hook_unreadable"));
    const messages = await post(env, found, read, c);
    const now = Date.now();
    if (now - (found.hook.usedAt ?? 0) > HOUR_MS) c.executionCtx.waitUntil(incomingUsed(db, found.hook.no, now));
    return answerAs(c, found, read, messages);
  },

  async createOutgoing({ env, db, permit, body: { name, url, rules } }) {
    checkHookAddress(env, url);
    const secret = newSigningSecret();
    const sealed = await sealSigningSecret(env, secret, url);
    const hook = await insertOutgoing(db, permit, { name, url, rules, secret: sealed }, Date.now());
    if (!hook) throw new Refused("too_many", because("hooks_full_here", { most: HOOKS_PER_CHANNEL }));
    await tellRoom(env, db, permit);
    return { hook, secret };
  },

  async editOutgoing({ env, db, caller, permit, params, body: { secret: wanted, channel: channelId, ...change } }) {
    const before = await outgoingOf(db, permit, params.hook);
    if (!before) throw new Refused("not_found");
    const to = channelId === undefined ? permit : await otherChannel(db, caller, permit, channelId);
    const hook = { ...before, ...defined(change), channel: to.channel.id };
    if (change.url !== undefined) checkHookAddress(env, hook.url);
    // It is sealed for the address that it signs for.
    const known = wanted === "new" ? null : await openSigningSecret(env, before.secret, before.url);
    const secret = known ?? newSigningSecret();
    const isMoved = to.channel.no !== permit.channel.no;
    const host = change.url === undefined ? undefined : new URL(hook.url).host;
    const sealed = await sealSigningSecret(env, secret, hook.url);
    if (!(await editOutgoing(db, permit, to, { ...hook, secret: sealed }, host)))
      throw new Refused("too_many", because("hooks_full_here", { most: HOOKS_PER_CHANNEL }));
    await tellRoom(env, db, permit);
    if (isMoved) await tellRoom(env, db, to);
    const { secret: _kept, ...told } = hook;
    return { hook: told, ...(known === null && { secret }) };
  },

  async removeOutgoing({ env, db, permit, params }) {
    if (!(await deleteOutgoing(db, permit, params.hook))) throw new Refused("not_found");
    await tellRoom(env, db, permit);
  },

  async deliveries({ env, db, permit, params: { hook } }) {
    if (!(await hasOutgoing(db, permit, hook))) throw new Refused("not_found");
    const deliveries = await roomOf(env, permit.channel.id).webhooks(factsOf(permit), { list: hook });
    return { deliveries: deliveries ?? [] };
  },

  async retry({ env, db, permit, params: { hook, delivery } }) {
    if (!(await hasOutgoing(db, permit, hook))) throw new Refused("not_found");
    const deliveries = await roomOf(env, permit.channel.id).webhooks(factsOf(permit), { retry: hook, delivery });
    if (!deliveries) throw new Refused("not_found");
    return { deliveries };
  },
};

const HOUR_MS = 60 * 60_000;

/** Of the same class, where the asker may do the same. @throws Refused `not_found`, `forbidden` */
async function otherChannel(db: Db, caller: Caller, { workspace }: ChannelContext, id: string) {
  const to = permitInChannel("manageHooks", await approachChannel(db, caller, id));
  if (to.workspace.no !== workspace.no) throw new Refused("not_found");
  return to;
}

/** What was left out is not said. */
const defined = <T extends object>(change: T) =>
  Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };

/** The channel's room has them from now on; it reads them itself where it did not hear this. */
async function tellRoom(env: Env, db: Db, permit: ChannelContext): Promise<void> {
  const set = await subscriptionsOf(db, permit.channel.no);
  await roomOf(env, permit.channel.id).webhooks(factsOf(permit), { set });
}

/** Ids that a sender gives twice are one message, within a day (UTC). */
const idOf = (hook: string, key: string | undefined, part: number, now: number): string =>
  key === undefined ? uuidv7() : keyedId(`${hook} ${key} ${part}`, now);

async function post(env: Env, { hook, member, channel, workspace }: FoundHook, read: Read, c: AppContext) {
  const who: SocketIdentity = {
    ...{ member: member.id, memberNo: member.no, handleKey: member.handleKey, role: PROGRAM_ROLE, mutedUntil: null },
    ...{ session: "", tokenHash: "", scope: "write", trace: c.get("trace") },
    classArchived: workspace.archivedAt !== null,
  };
  const facts = factsOf({ channel, workspace, parent: null, isLarge: true });
  const key = c.req.header("idempotency-key") ?? c.req.header("x-github-delivery");
  const messages: Message[] = [];
  for (const [part, body] of read.bodies.entries()) {
    const id = idOf(hook.id, key, part, Date.now());
    const program = { ...(read.as !== undefined && { as: read.as }) };
    const written = await roomOf(env, channel.id).post(facts, who, { id, body, program });
    if (!written.ok) throw new Refused(written.refusal);
    messages.push(written.message);
  }
  return messages;
}

/** What the sender's own service would have answered. */
function answerAs(c: AppContext, { hook, channel }: FoundHook, read: Read, [message]: Message[]): Response {
  if (read.form !== "discord" || !message) return c.text("ok");
  if (c.req.query("wait") !== "true") return c.body(null, 204);
  const { id, body: content, at } = message;
  const author = { id: hook.id, username: read.as ?? hook.name, avatar: null, discriminator: "0000", bot: true };
  return c.json({
    ...{ id, type: 0, content, channel_id: channel.id, webhook_id: hook.id, author },
    ...{ attachments: [], embeds: [], mentions: [], mention_roles: [], components: [], flags: 0 },
    ...{ pinned: false, mention_everyone: false, tts: false, timestamp: new Date(at).toISOString() },
    edited_timestamp: null,
  });
}
