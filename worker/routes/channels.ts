/** Channels: finding, making, changing; and direct messages, which are channels of two. */
import { Hono } from "hono";
import {
  CHANNELS_MAX,
  ChannelNameSchema,
  CreateChannelBody,
  DirectBody,
  EditChannelBody,
  parse,
  type Channel,
  type MyChannel,
} from "../../protocol/index.ts";
import { approachChannel, enterWorkspace, permitInChannel, permitInWorkspace, type Permit } from "../access.ts";
import { readBody } from "../body.ts";
import type { AppContext, HonoEnv } from "../hono-env.ts";
import { throttleAccount } from "../identity/throttle.ts";
import { Refused } from "../refused.ts";
import * as live from "../notify.ts";
import { freeChannelName } from "../store/channel-names.ts";
import { channelByNo, listedChannels, viewOfChannel, viewsOfChannel } from "../store/channel-views.ts";
import {
  archiveChannel,
  createChannel,
  editChannel,
  hasDirect,
  isFull,
  restoreChannel,
  setDefault,
  setPosting,
  startDirect,
  type Entered,
} from "../store/channels.ts";
import { openDb, type Db } from "../store/db.ts";
import { peopleById } from "../store/memberships.ts";
import type { ChannelContext, MembershipContext } from "../store/membership-context.ts";
import { viewOfThread } from "../store/threads.ts";
import { closedAmong } from "./groups.ts";

export const channels = new Hono<HonoEnv>()
  .get("/workspaces/:workspace/channels", async (c) => {
    const db = openDb(c.env.DB);
    const { workspace, member } = permitInWorkspace(
      "readWorkspace",
      await enterWorkspace(db, c.get("caller"), c.req.param("workspace")),
    );
    return c.json({ channels: await listedChannels(db, workspace.no, member.no) });
  })
  .get("/workspaces/:workspace/channels/by-name/:name", async (c) => {
    const db = openDb(c.env.DB);
    const { workspace, member } = permitInWorkspace(
      "readWorkspace",
      await enterWorkspace(db, c.get("caller"), c.req.param("workspace")),
    );
    const name = parse(ChannelNameSchema, c.req.param("name"));
    const channel = name.ok && (await listedChannels(db, workspace.no, member.no, name.value))[0];
    if (!channel) throw new Refused("not_found");
    return c.json({ channel });
  })
  .post("/workspaces/:workspace/channels", async (c) => {
    const db = openDb(c.env.DB);
    const standing = await enterWorkspace(db, c.get("caller"), c.req.param("workspace"));
    const { isDefault, ...wanted } = await readBody(c, CreateChannelBody);
    const permit = permitInWorkspace(
      wanted.kind === "public" ? "createPublicChannel" : "createPrivateChannel",
      standing,
    );
    if (wanted.posting === "staff") permitInWorkspace("createAnnouncementChannel", standing);
    const everyone = isDefault ? permitForEveryone(standing, wanted.kind) : null;
    await throttleAccount(c, c.get("caller"), "channel");
    const made = await createChannel(db, permit, { ...wanted, everyone });
    if (!made) throw (await isFull(db, standing.workspace.no)) ? tooMany() : await nameTaken(db, standing, wanted.name);
    return c.json({ channel: await announceEntered(c, db, standing, made) }, 201);
  })
  .post("/workspaces/:workspace/direct", async (c) => {
    const db = openDb(c.env.DB);
    const standing = await enterWorkspace(db, c.get("caller"), c.req.param("workspace"));
    const { member } = await readBody(c, DirectBody);
    const [other] = await peopleById(db, standing.workspace.no, [member]);
    if (!other) throw new Refused("not_found");
    // What was said can always be read again; whether more can be said is decided where it is said.
    const closed = (await hasDirect(db, standing, other)) ? null : await closedAmong(db, standing, [other]);
    const permit = permitInWorkspace("startDirect", standing, { closed });
    await throttleAccount(c, c.get("caller"), "channel");
    return c.json({ channel: await announceEntered(c, db, standing, await startDirect(db, permit, other)) });
  })
  .get("/channels/:channel", async (c) => {
    const db = openDb(c.env.DB);
    const { channel, member } = permitInChannel(
      "readChannel",
      await approachChannel(db, c.get("caller"), c.req.param("channel")),
    );
    const view = await viewOfThread(db, channel.no, member.no);
    // Taken out of it between the check and the reading.
    if (!view) throw new Refused("not_found");
    return c.json({ channel: view });
  })
  .patch("/channels/:channel", async (c) => {
    const db = openDb(c.env.DB);
    const standing = await approachChannel(db, c.get("caller"), c.req.param("channel"));
    const { name, topic, posting, isDefault } = await readBody(c, EditChannelBody);
    await throttleAccount(c, c.get("caller"), "channel");
    // Every part is decided before any is written.
    const isOfRules = posting !== undefined || isDefault !== undefined;
    const words =
      name === undefined && topic === undefined && isOfRules ? null : permitInChannel("editChannel", standing);
    const rules = isOfRules ? permitInChannel("editChannelRules", standing) : null;
    const everyone = isDefault === undefined ? null : permitForEveryone(standing, standing.channel.kind);
    if (words && (name !== undefined || topic !== undefined)) {
      const changes = { ...(name !== undefined && { name }), ...(topic !== undefined && { topic }) };
      if (!(await editChannel(db, words, changes))) throw await nameTaken(db, standing, name ?? "");
    }
    if (rules && posting !== undefined) await setPosting(db, rules, posting);
    if (rules && everyone && isDefault !== undefined) {
      await tellEntered(c, db, standing, await setDefault(db, rules, everyone, isDefault));
    }
    return c.json({ channel: await announceChanged(c, db, standing) });
  })
  .post("/channels/:channel/archive", async (c) => {
    const db = openDb(c.env.DB);
    const standing = await approachChannel(db, c.get("caller"), c.req.param("channel"));
    await throttleAccount(c, c.get("caller"), "channel");
    await archiveChannel(db, permitInChannel("archiveChannel", standing));
    return c.json({ channel: await announceChanged(c, db, standing) });
  })
  .post("/channels/:channel/restore", async (c) => {
    const db = openDb(c.env.DB);
    const standing = await approachChannel(db, c.get("caller"), c.req.param("channel"));
    await throttleAccount(c, c.get("caller"), "channel");
    const entered = await restoreChannel(db, permitInChannel("archiveChannel", standing));
    await tellEntered(c, db, standing, entered);
    return c.json({ channel: await announceChanged(c, db, standing) });
  });

/** A channel that everyone is in hides nothing from anyone. */
function permitForEveryone(standing: MembershipContext, kind: Channel["kind"]): Permit<"createDefaultChannel"> {
  const permit = permitInWorkspace("createDefaultChannel", standing);
  if (kind !== "public")
    throw new Refused("invalid", { field: "isDefault", sentence: "A channel that everyone is in is a public one." });
  return permit;
}

const tooMany = () => new Refused("too_many", { sentence: `A class has at most ${CHANNELS_MAX} channels.` });

/** The suggestion counts only what the asker may see: it tells of no other channel than the one that they named. */
async function nameTaken(db: Db, { workspace, member }: MembershipContext, name: string): Promise<Refused> {
  const suggestion = await freeChannelName(db, workspace.no, name, { seenBy: member.no });
  return new Refused("name_taken", { field: "name", suggestion });
}

async function mine(db: Db, channelNo: number, memberNo: number): Promise<MyChannel> {
  const view = await viewOfChannel(db, channelNo, memberNo);
  // Taken out of it between the check and the reading.
  if (!view) throw new Refused("not_found");
  return view;
}

/** Tells those who came in, each with their own view, and returns the caller's. */
async function announceEntered(
  c: AppContext,
  db: Db,
  { workspace, member }: MembershipContext,
  { channelNo, channelId, entered }: Entered,
) {
  const views = await viewsOfChannel(db, channelNo, entered);
  if (views.length > 0) await live.channelJoined(c.env, workspace.id, channelId, views);
  return views.find((view) => view.member === member.id)?.channel ?? (await mine(db, channelNo, member.no));
}

async function tellEntered(
  c: AppContext,
  db: Db,
  { workspace, channel }: ChannelContext,
  entered: number[],
): Promise<void> {
  const views = await viewsOfChannel(db, channel.no, entered);
  if (views.length > 0) await live.channelJoined(c.env, workspace.id, channel.id, views);
}

async function announceChanged(c: AppContext, db: Db, { workspace, channel }: ChannelContext): Promise<Channel> {
  const changed = await channelByNo(db, channel.no);
  if (!changed) throw new Refused("not_found");
  await live.channelChanged(c.env, workspace.id, changed);
  return changed;
}
