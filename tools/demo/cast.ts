/** Who is in the demo class, and its channels: `cast.json`, checked. */
import * as v from "valibot";
import {
  BioSchema,
  ChannelNameSchema,
  DisplayNameSchema,
  HandleSchema,
  POSTING,
  PronounsSchema,
  RoleSchema,
  TopicSchema,
  WorkspaceNameSchema,
} from "../../protocol/index.ts";
import cast from "./cast.json" with { type: "json" };

/** The owner of the class can be signed in as; the others are characters without a way in. */
export const DEMO_OWNER = { handle: "miriam", password: "six-weeks-in" };
export const DEMO_JOIN_CODE = "cs101demo";

/** Not everyone is in these: they are joined by those who want to. */
const OPTIONAL_CHANNELS = new Set(["math", "projects", "random"]);

const CastSchema = v.object({
  workspace: WorkspaceNameSchema,
  people: v.array(
    v.object({
      handle: HandleSchema,
      name: DisplayNameSchema,
      role: RoleSchema,
      pronouns: v.optional(PronounsSchema),
      bio: v.optional(BioSchema),
      played: v.optional(v.boolean(), false),
    }),
  ),
  channels: v.array(
    v.pipe(
      v.object({ handle: ChannelNameSchema, topic: TopicSchema, posting: v.optional(v.picklist(POSTING), "all") }),
      v.transform(({ handle, ...channel }) => ({
        ...channel,
        name: handle,
        isDefault: !OPTIONAL_CHANNELS.has(handle),
      })),
    ),
  ),
});
export type Cast = v.InferOutput<typeof CastSchema>;
export type CastPerson = Cast["people"][number];

/** @throws v.ValiError where the file says what the app would refuse */
export function readCast(): Cast {
  return v.parse(CastSchema, cast);
}

export const isStaff = ({ role }: CastPerson): boolean => role !== "student" && role !== "guest";
