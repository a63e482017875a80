/** Channels: finding, making, changing; and direct messages, which are channels of two. */
import type { InferOutput } from "valibot";
import { CHANNELS_MAX, type Channel, type EditChannelBody } from "../../protocol/index.ts";
import { permitInChannel, permitInWorkspace, type Permit } from "../access.ts";
import { channelFor, closedAmong, notifyChanged } from "../channel-people.ts";
import type { HandlersOf } from "../http/handler.ts";
import { Refused } from "../refused.ts";
import * as live from "../notify.ts";
import { freeChannelName } from "../store/channel-names.ts";
import { listedChannels, viewsOfChannel } from "../store/channel-views.ts";
import {
  archiveChannel,
  createChannel,
  editChannel,
  hasDirect,
  isFull,
  restoreChannel,
  startDirect,
  type Entered,
  type ProofsOfEdit,
} from "../store/channels.ts";
import type { Db } from "../store/db.ts";
import { setKeeping } from "../store/keeping.ts";
import { peopleById } from "../store/memberships.ts";
import type { ChannelContext, MembershipContext } from "../store/membership-context.ts";
import { viewOfThread } from "../store/threads.ts";
import { setOnWeb } from "../store/web-pages.ts";
import { peopleIn } from "../store/widgets.ts";
import { factsOf } from "../room/channel-facts.ts";
import { roomOf } from "../room/stubs.ts";
import { showsMore, type ShowOnWebBody } from "../../protocol/web-pages.ts";
import { because } from "../../protocol/reasons.ts";

export const channels: HandlersOf<"channels"> = {
  async list({ db, permit: { workspace, member } }) {
    return { channels: await listedChannels(db, workspace.no, member.no) };
  },

  async byName({ db, permit: { workspace, member }, params }) {
    const [channel] = await listedChannels(db, workspace.no, member.no, params.name);
    if (!channel) throw new Refused("not_found");
    return { channel };
  },

  async create({ env, db, context, rate, body: { isDefault, ...wanted } }) {
    const permit = permitInWorkspace(
      wanted.kind === "public" ? "createPublicChannel" : "createPrivateChannel",
      context,
    );
    if (wanted.posting === "staff") permitInWorkspace("createAnnouncementChannel", context);
    const everyone = isDefault ? permitForEveryone(context, wanted.kind) : null;
    await rate();
    const made = await createChannel(db, permit, { ...wanted, everyone });
    if (!made) throw (await isFull(db, context.workspace.no)) ? tooMany() : await nameTaken(db, context, wanted.name);
    return { channel: await announceEntered(env, db, context, made) };
  },

  async direct({ env, db, context, rate, body: { member } }) {
    const [other] = await peopleById(db, context.workspace.no, [member]);
    if (!other) throw new Refused("not_found");
    // What was said can always be read again; whether more can be said is decided where it is said.
    const closed = (await hasDirect(db, context, other)) ? null : await closedAmong(db, context, [other]);
    const permit = permitInWorkspace("startDirect", context, { closed });
    await rate();
    return { channel: await announceEntered(env, db, context, await startDirect(db, permit, other)) };
  },

  async get({ db, permit: { channel, member } }) {
    const view = await viewOfThread(db, channel.no, member.no);
    // Taken out of it between the check and the reading.
    if (!view) throw new Refused("not_found");
    return { channel: view };
  },

  async edit({ env, db, context, body: { name, topic, posting, isDefault, slow, holds } }) {
    // Every part is decided before any is written.
    const isOfRules = [posting, isDefault, slow, holds].some((value) => value !== undefined);
    const isOfWords = name !== undefined || topic !== undefined || !isOfRules;
    const proofs: ProofsOfEdit = [
      isOfWords ? permitInChannel("editChannel", context) : permitInChannel("editChannelRules", context),
      ...(isOfWords && isOfRules ? [permitInChannel("editChannelRules", context)] : []),
      ...(isDefault === undefined ? [] : [permitForEveryone(context, context.channel.kind)]),
    ];
    const change = { name, topic, posting, isDefault, slow, holds };
    const entered = await editChannel(db, proofs, change, editDetails(context.channel, change));
    if (!entered) throw await nameTaken(db, context, name ?? "");
    await notifyJoined(env, db, context, entered);
    return { channel: await notifyChanged(env, db, context) };
  },

  async archive({ env, db, permit }) {
    await archiveChannel(db, permit);
    return { channel: await notifyChanged(env, db, permit) };
  },

  async restore({ env, db, permit }) {
    await notifyJoined(env, db, permit, await restoreChannel(db, permit));
    return { channel: await notifyChanged(env, db, permit) };
  },

  async keep({ env, db, permit, body: { days } }) {
    await setKeeping(db, permit, days, Date.now());
    return { channel: await notifyChanged(env, db, permit) };
  },

  async showOnWeb({ env, db, permit, body: { names, from, confirmed } }) {
    const { channel } = permit;
    const held = channel.web;
    const wanted = { names, from: await firstOnWeb(env, permit, from) };
    if (showsMore(wanted, held) && !confirmed) {
      const people = await peopleIn(db, channel.no);
      throw new Refused("invalid", { ...because("web_page", { people }), field: "confirmed" });
    }
    await setOnWeb(db, permit, { ...wanted, at: held?.at ?? Date.now() });
    return { channel: await notifyChanged(env, db, permit) };
  },

  async hideFromWeb({ env, db, permit }) {
    await setOnWeb(db, permit, null);
    return { channel: await notifyChanged(env, db, permit) };
  },
};

/** What was set, and what it was called before. What a private channel is called is told to those who are in it, and kept out of this. */
function editDetails(
  { name: before, kind }: ChannelContext["channel"],
  { name, topic, posting, isDefault, slow, holds }: InferOutput<typeof EditChannelBody>,
): Record<string, string | number | boolean> {
  const isOpen = kind === "public";
  return {
    ...(isOpen && name !== undefined && name !== before && { from: before ?? "", to: name }),
    ...(isOpen && topic !== undefined && { topic }),
    ...(posting !== undefined && { posting }),
    ...(isDefault !== undefined && { isDefault }),
    ...(slow !== undefined && { slow }),
    ...(holds !== undefined && { holds }),
  };
}

/** The first place that the web will see. What was written before it was opened was written for the class. */
async function firstOnWeb(env: Env, context: ChannelContext, from: ShowOnWebBody["from"]): Promise<number> {
  if (from === "start") return 1;
  if (from === undefined && context.channel.web) return context.channel.web.from;
  const { messages } = await roomOf(env, context.channel.id).newestPage(factsOf(context), 1);
  return (messages.at(-1)?.seq ?? 0) + 1;
}

/** A channel that everyone is in hides nothing from anyone. */
function permitForEveryone(context: MembershipContext, kind: Channel["kind"]): Permit<"createDefaultChannel"> {
  const permit = permitInWorkspace("createDefaultChannel", context);
  if (kind !== "public") throw new Refused("invalid", { field: "isDefault", ...because("default_is_public") });
  return permit;
}

const tooMany = () => new Refused("too_many", because("channels_full", { most: CHANNELS_MAX }));

/** The suggestion counts only what the asker may see: it tells of no other channel than the one that they named. */
async function nameTaken(db: Db, { workspace, member }: MembershipContext, name: string): Promise<Refused> {
  const suggestion = await freeChannelName(db, workspace.no, name, { seenBy: member.no });
  return new Refused("name_taken", { field: "name", suggestion });
}

/** Tells those who came in, each with their own view, and returns the caller's. */
async function announceEntered(
  env: Env,
  db: Db,
  { workspace, member }: MembershipContext,
  { channelNo, channelId, entered }: Entered,
) {
  const views = await viewsOfChannel(db, channelNo, entered);
  if (views.length > 0) await live.channelJoined(env, workspace.id, channelId, views);
  return views.find((view) => view.member === member.id)?.channel ?? (await channelFor(db, channelNo, member.no));
}

async function notifyJoined(
  env: Env,
  db: Db,
  { workspace, channel }: ChannelContext,
  entered: number[],
): Promise<void> {
  const views = await viewsOfChannel(db, channel.no, entered);
  if (views.length > 0) await live.channelJoined(env, workspace.id, channel.id, views);
}
