/** People of a class: who they are, how they look, what they may. */
import * as v from "valibot";
import { BanBody, BanSchema, EditMemberBody, EditProfileBody, MemberSchema } from "../people.ts";
import { PublicIdSchema } from "../text.ts";
import type { Row } from "./route.ts";

const IDS_MAX = 100;
const MembersQuery = v.object({
  ids: v.optional(
    v.pipe(
      v.string("invalid"),
      v.transform((text) => text.split(",")),
      v.maxLength(IDS_MAX),
      v.array(PublicIdSchema),
    ),
  ),
});
const One = () => v.object({ member: MemberSchema });

export const members = {
  list: {
    method: "GET",
    path: "/workspaces/:workspace/members",
    needs: { workspace: "readWorkspace" },
    bots: "read",
    query: MembersQuery,
    answer: () => v.object({ members: v.array(MemberSchema), noDirect: v.optional(v.array(PublicIdSchema)) }),
    etag: true,
    since: "0.1",
    says: "at most 100 by their `ids`, with commas between; without, all who are here. `noDirect`: those who take no direct messages of mine",
  },
  editMe: {
    method: "PATCH",
    path: "/workspaces/:workspace/me",
    needs: { workspace: "editOwnProfile" },
    body: EditProfileBody,
    answer: One,
    rate: { account: "profile" },
    since: "0.1",
    says: "how I look here: name, pronouns, picture, status, do not disturb",
  },
  edit: {
    method: "PATCH",
    path: "/workspaces/:workspace/members/:member",
    needs: { workspace: "changeRole" },
    // Of whom, decides.
    order: ["body", "rate"],
    body: EditMemberBody,
    answer: One,
    rate: { account: "people" },
    since: "0.1",
    says: "another role",
  },
  remove: {
    method: "DELETE",
    path: "/workspaces/:workspace/members/:member",
    needs: { workspace: "removeMember" },
    order: ["rate"],
    answer: "nothing",
    rate: { account: "people" },
    since: "0.1",
    says: "out of the class; they may come back with the join code, as a student",
  },
  bans: {
    method: "GET",
    path: "/workspaces/:workspace/bans",
    needs: { workspace: "liftBan" },
    answer: () => v.object({ bans: v.array(BanSchema) }),
    since: "0.1",
    says: "the bans that stand, the newest first, for the teaching team",
  },
  ban: {
    method: "PUT",
    path: "/workspaces/:workspace/bans/:member",
    needs: { workspace: "banMember" },
    order: ["body"],
    body: BanBody,
    answer: "nothing",
    since: "0.1",
    says: "out of the class at once, and refused as `banned` with any join code until it is lifted",
  },
  liftBan: {
    method: "DELETE",
    path: "/workspaces/:workspace/bans/:member",
    needs: { workspace: "liftBan" },
    answer: "nothing",
    since: "0.1",
    says: "lifted: they come back with the join code, as a student",
  },
  picture: {
    method: "GET",
    path: "/pictures/:member/:version",
    needs: "anyone",
    bots: "read",
    answer: "picture",
    since: "0.1",
    says: "the picture, cached for ever; open to whoever has the address, which nobody can guess",
  },
} as const satisfies Record<string, Row>;
