/** A channel inside other sites, for who sets it up there and who looks after its guests. */
import { WIDGET_KEYS_MAX } from "../../protocol/index.ts";
import { because } from "../../protocol/reasons.ts";
import { approachChannel, permitInChannel, permitInWorkspace } from "../access.ts";
import { heldOf, turnDown } from "../held.ts";
import type { HandlersOf } from "../http/handler.ts";
import { newToken } from "../identity/sessions.ts";
import { sealSecret } from "../identity/sealed-secrets.ts";
import * as live from "../notify.ts";
import { Refused } from "../refused.ts";
import { factsOf } from "../room/channel-facts.ts";
import type { PostRequest } from "../room/contract.ts";
import { roomOf } from "../room/stubs.ts";
import { recordHourly } from "../store/audit.ts";
import type { Db } from "../store/db.ts";
import { dropHeld, heldPosts } from "../store/held.ts";
import { channelIdsOf, findMember, toMember } from "../store/members.ts";
import type { MembershipContext } from "../store/membership-context.ts";
import { publicId } from "../store/public-id.ts";
import { rulesOf } from "../store/visits.ts";
import { muteVisitor, removeVisitor } from "../store/visitors.ts";
import {
  addKey,
  keysOf,
  listWidgets,
  peopleIn,
  putWidget,
  removeWidget,
  retireKey,
  toKey,
  toWidget,
  widgetOfChannel,
} from "../store/widgets.ts";

export const widgets: HandlersOf<"widgets"> = {
  async list({ db, permit }) {
    const [found, keys] = await Promise.all([listWidgets(db, permit), keysOf(db, permit.workspace.no)]);
    return { widgets: found, keys: keys.map(toKey) };
  },

  async get({ db, permit: { channel } }) {
    const [widget, people] = await Promise.all([widgetOfChannel(db, channel.no), peopleIn(db, channel.no)]);
    return { widget: widget ? toWidget(widget, channel.id) : null, people };
  },

  async put({ env, db, permit, body }) {
    const { channel } = permit;
    if (channel.kind === "private" && body.on && !body.confirmed) {
      const people = await peopleIn(db, channel.no);
      throw new Refused("invalid", { ...because("widget_private", { people }), field: "confirmed" });
    }
    const row = await putWidget(db, permit, body, Date.now());
    await live.widgetChanged(env, channel.id, row.id, rulesOf(row, channel));
    return { widget: toWidget(row, channel.id) };
  },

  async remove({ env, db, permit }) {
    const gone = await removeWidget(db, permit);
    if (!gone) return;
    await live.widgetChanged(env, permit.channel.id, gone.id, null);
  },

  async addKey({ env, db, permit, body }) {
    const kid = publicId();
    // As many bits as the signature has.
    const secret = body.alg === "HS256" ? newToken() : undefined;
    const material = body.alg === "EdDSA" ? body.x : await sealSecret(env, secret ?? "", kid);
    const key = await addKey(db, permit, { kid, alg: body.alg, material }, Date.now());
    if (!key) throw new Refused("too_many", because("widget_keys_full", { most: WIDGET_KEYS_MAX }));
    return { key, ...(secret !== undefined && { secret }) };
  },

  async retireKey({ env, db, permit, params }) {
    const retired = await retireKey(db, permit, params.kid, Date.now());
    if (!retired) throw new Refused("not_found");
    await Promise.all(retired.ended.map(({ session, channel }) => live.visitEnded(env, channel, session)));
    return { key: retired.key };
  },

  async held({ db, permit }) {
    const waiting = await heldPosts(db, permit);
    // What nobody else of the class can read: that somebody looked is written down before it is shown.
    if (waiting.length > 0) await recordHourly(db, permit, { act: "heldLookedAt" });
    return {
      held: waiting.map(({ content: _content, authorNo: _no, handleKey: _key, role: _role, ...held }) => held),
    };
  },

  async letThrough({ env, db, caller, permit, params }) {
    const held = await heldOf(db, permit, params.message);
    const context = permitInChannel("readChannel", await approachChannel(db, caller, held.channel));
    const facts = factsOf(context);
    const { content, author, authorNo: memberNo, handleKey } = held;
    const { files, ...said } = content;
    // In the name of who wrote it, who is muted or out of the widget by now perhaps: it is decided by who lets it through.
    const who = { member: author.id, memberNo, handleKey, role: "guest" as const, mutedUntil: null };
    const request: PostRequest = { ...said, id: held.id, approved: true, ...(files && { copied: files }) };
    const written = await roomOf(env, facts.channelId).post(facts, { ...who, session: "", tokenHash: "" }, request);
    if (!written.ok) throw new Refused(written.refusal);
    await dropHeld(db, permit, held, { channelNo: context.channel.no, seq: written.message.seq });
    await live.heldDecided(env, permit.workspace.id, held, { member: author.id, message: held.id, posted: true });
    return { seq: written.message.seq };
  },

  async turnDown({ env, db, permit, params }) {
    await turnDown(env, db, permit, { id: params.message, answer: "" });
  },

  async muteVisitor({ env, db, context, params, body: { until } }) {
    const target = await visitorOf(db, context, params.member);
    await muteVisitor(db, permitInWorkspace("moderateVisitors", context, { role: target.role }), target.no, until);
    const standing = { channelIds: await channelIdsOf(db, target.no), mutedUntil: until };
    await live.memberChanged(env, context.workspace.id, toMember(target), standing);
  },

  async removeVisitor({ env, db, context, params }) {
    const target = await visitorOf(db, context, params.member);
    const permit = permitInWorkspace("moderateVisitors", context, { role: target.role });
    const channelIds = await channelIdsOf(db, target.no);
    const now = Date.now();
    await removeVisitor(db, permit, target, now);
    await live.memberGone(env, context.workspace.id, toMember({ ...target, leftAt: now }), channelIds);
  },
};

/** Who may not look after guests is told so, whoever it is about. @throws Refused `forbidden`, `not_found` */
async function visitorOf(db: Db, context: MembershipContext, memberId: string) {
  permitInWorkspace("moderateVisitors", context);
  const person = await findMember(db, context.workspace.no, memberId);
  if (!person) throw new Refused("not_found");
  return person;
}
