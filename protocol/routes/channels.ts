/** Channels: finding, making, changing; and direct messages, which are channels of two. */
import * as v from "valibot";
import {
  ChannelSchema,
  CreateChannelBody,
  DirectBody,
  EditChannelBody,
  ListedChannelSchema,
  MyChannelSchema,
} from "../channels.ts";
import { ChannelNameSchema } from "../text.ts";
import { ShowOnWebBody } from "../web-pages.ts";
import type { Row } from "./route.ts";

const Mine = () => v.object({ channel: MyChannelSchema });
const Changed = () => v.object({ channel: ChannelSchema });

export const channels = {
  list: {
    method: "GET",
    path: "/workspaces/:workspace/channels",
    needs: { workspace: "readWorkspace" },
    bots: "read",
    answer: () => v.object({ channels: v.array(ListedChannelSchema) }),
    since: "0.1",
    says: "public ones and mine, archived included",
  },
  byName: {
    method: "GET",
    path: "/workspaces/:workspace/channels/by-name/:name",
    needs: { workspace: "readWorkspace" },
    bots: "read",
    params: { name: ChannelNameSchema },
    answer: () => v.object({ channel: ListedChannelSchema }),
    since: "0.1",
    says: "the channel of that name, where I may see it",
  },
  create: {
    method: "POST",
    path: "/workspaces/:workspace/channels",
    // A public one; for a private one, one that everyone is in and one for announcements the handler asks.
    needs: { workspace: "createPublicChannel" },
    bots: "manage",
    body: CreateChannelBody,
    order: ["body"],
    answer: Mine,
    status: 201,
    rate: { account: "channel" },
    since: "0.1",
    says: "a new channel that I am in",
  },
  direct: {
    method: "POST",
    path: "/workspaces/:workspace/direct",
    needs: { workspace: "startDirect" },
    body: DirectBody,
    order: ["body"],
    answer: Mine,
    rate: { account: "channel" },
    since: "0.1",
    says: "the direct message with this member: the one there is, or a new one",
  },
  get: {
    method: "GET",
    path: "/channels/:channel",
    needs: { channel: "readChannel" },
    bots: "read",
    answer: Mine,
    since: "0.1",
    says: "one that I am in; `:channel` is an id",
  },
  edit: {
    method: "PATCH",
    path: "/channels/:channel",
    needs: { channel: "editChannel" },
    bots: "manage",
    body: EditChannelBody,
    // Rules ask for more than words do.
    order: ["body", "rate"],
    answer: Changed,
    rate: { account: "channel" },
    since: "0.1",
    says: "name, topic, who writes, whether everyone is in it",
  },
  archive: {
    method: "POST",
    path: "/channels/:channel/archive",
    needs: { channel: "archiveChannel" },
    bots: "manage",
    order: ["rate", "permit"],
    answer: Changed,
    rate: { account: "channel" },
    since: "0.1",
    says: "it can be read, and not written in",
  },
  restore: {
    method: "POST",
    path: "/channels/:channel/restore",
    needs: { channel: "archiveChannel" },
    bots: "manage",
    order: ["rate", "permit"],
    answer: Changed,
    rate: { account: "channel" },
    since: "0.1",
    says: "it can be written in again",
  },
  showOnWeb: {
    method: "PUT",
    path: "/channels/:channel/web",
    needs: { channel: "showOnWeb" },
    body: ShowOnWebBody,
    order: ["body", "permit", "rate"],
    answer: Changed,
    rate: { account: "channel" },
    since: "0.3",
    says: "a public one: anyone on the web can read it at `/c/<id>`, without an account. Where more is shown by it than before, `confirmed: true`, or `invalid` with the reason `web_page`",
  },
  hideFromWeb: {
    method: "DELETE",
    path: "/channels/:channel/web",
    needs: { channel: "showOnWeb" },
    order: ["permit", "rate"],
    answer: Changed,
    rate: { account: "channel" },
    since: "0.3",
    says: "for the class alone again, at once",
  },
} as const satisfies Record<string, Row>;
