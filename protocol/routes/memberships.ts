/** Who is in a channel: joining, leaving, adding, taking out, and what I set for myself there. */
import * as v from "valibot";
import { AddMembersBody, EditMembershipBody, MyChannelSchema } from "../channels.ts";
import { PublicIdSchema } from "../text.ts";
import type { Row } from "./route.ts";

const Mine = () => v.object({ channel: MyChannelSchema });

export const memberships = {
  join: {
    method: "POST",
    path: "/channels/:channel/join",
    needs: { channel: "joinChannel" },
    order: ["rate", "permit"],
    answer: Mine,
    rate: { account: "membership" },
    since: "0.1",
    says: "into a public channel",
  },
  leave: {
    method: "POST",
    path: "/channels/:channel/leave",
    needs: { channel: "leaveChannel" },
    order: ["rate", "permit"],
    answer: "nothing",
    rate: { account: "membership" },
    since: "0.1",
    says: "out of it",
  },
  list: {
    method: "GET",
    path: "/channels/:channel/members",
    needs: { channel: "readChannel" },
    bots: "read",
    answer: () => v.object({ members: v.array(v.object({ id: PublicIdSchema, joinedAt: v.number() })) }),
    etag: true,
    since: "0.1",
    says: "who is in it, and since when",
  },
  add: {
    method: "POST",
    path: "/channels/:channel/members",
    needs: { channel: "addToChannel" },
    bots: "manage",
    body: AddMembersBody,
    order: ["body", "permit", "rate"],
    answer: "nothing",
    rate: { account: "people" },
    since: "0.1",
    says: "these are in it, and read all of it",
  },
  remove: {
    method: "DELETE",
    path: "/channels/:channel/members/:member",
    needs: { channel: "removeFromChannel" },
    bots: "manage",
    // Oneself: that is leaving.
    order: ["rate"],
    answer: "nothing",
    rate: { account: "people" },
    since: "0.1",
    says: "taken out of it; of myself: as leaving",
  },
  editMine: {
    method: "PATCH",
    path: "/channels/:channel/me",
    needs: { channel: "editOwnMembership" },
    body: EditMembershipBody,
    order: ["body", "rate", "permit"],
    answer: Mine,
    rate: { account: "membership" },
    since: "0.1",
    says: "muted and until when, how much to be notified of, starred, in which folder of mine",
  },
} as const satisfies Record<string, Row>;
