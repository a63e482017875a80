/** People: what others see of a member, and the bodies of everything a person does to their account. */
import * as v from "valibot";
import { LeavingClassSchema } from "./erasures.ts";
import { BAN_REASON_MAX_CHARS, PICTURE_MAX_CHARS } from "./limits.ts";
import { ProofSchema, secondCode } from "./providers.ts";
import { StatusSchema } from "./settings.ts";
import {
  BioSchema,
  DisplayNameSchema,
  HandleSchema,
  line,
  PasswordSchema,
  PronounsSchema,
  PublicIdSchema,
  WorkspaceNameSchema,
} from "./text.ts";
import { TimeSchema } from "./time.ts";

export const ROLES = ["owner", "teacher", "ta", "student", "guest"] as const;
export const RoleSchema = v.picklist(ROLES);
export type Role = v.InferOutput<typeof RoleSchema>;

/** A person in one workspace, as everybody there may see them. */
export const MemberSchema = v.object({
  id: PublicIdSchema,
  handle: v.string(),
  name: v.string(),
  role: RoleSchema,
  pronouns: v.optional(v.string()),
  bio: v.optional(v.string()),
  /** Address of the picture; without one the tile pattern is drawn from the id. */
  picture: v.optional(v.string()),
  /** Shown until its end. */
  status: v.optional(StatusSchema),
  /** Does not want to be disturbed until then, ms. */
  dndUntil: v.optional(v.number()),
  /** Left or was removed: still the author of what they wrote. */
  left: v.optional(v.boolean()),
  /** Closed their account: nobody is told their name any more. */
  former: v.optional(v.boolean()),
  /** Came with an import and has never signed in. */
  imported: v.optional(v.boolean()),
  /** Who they were found to be, a member id: what they wrote is shown as that member's. */
  claimedBy: v.optional(PublicIdSchema),
  /** Of the demo class: nobody sits there, a few lines of code answer guests. */
  played: v.optional(v.boolean()),
  /** A program: a bot, or an address that posts. It is not counted among the people. */
  bot: v.optional(v.boolean()),
  /** Sees one channel in the class's site, and PLACE itself never: a guest there, or whom the site names. Not counted either. */
  visitor: v.optional(v.boolean()),
  joinedAt: v.number(),
});
export type Member = v.InferOutput<typeof MemberSchema>;

export const WorkspaceSchema = v.object({
  id: PublicIdSchema,
  name: v.string(),
  /** Open to one-click guests. */
  demo: v.optional(v.boolean()),
  createdAt: v.number(),
  /** Address of the class's picture, for who is in it. */
  icon: v.optional(v.string()),
  /** Only told to those who may invite. `null`: joining is stopped. */
  joinCode: v.optional(v.nullable(v.string())),
  /** Told where it is false: links get no cards. */
  linkCards: v.optional(v.boolean()),
  /** Told where it is true: students make tasks of messages too. */
  studentTasks: v.optional(v.boolean()),
  /** Told where it is false: the teaching team does not see how the class goes, and nothing is computed for it. */
  insights: v.optional(v.boolean()),
  /** Told where it is true: whoever is of the teaching team needs a second factor for what only their role may. */
  secondFactor: v.optional(v.boolean()),
  /** It is to be deleted. Null: that was taken back. */
  leaving: v.nullish(LeavingClassSchema),
  /** The class is over since then, ms: everybody in it reads and searches, nobody writes. */
  archivedAt: v.optional(v.number()),
});
export type Workspace = v.InferOutput<typeof WorkspaceSchema>;

/** One class of mine, for the list of my classes. */
export const MyWorkspaceSchema = v.object({
  id: PublicIdSchema,
  name: v.string(),
  role: RoleSchema,
  /** Address of its picture. */
  icon: v.optional(v.string()),
  demo: v.optional(v.boolean()),
  /** I may read there, and not write, until then, ms. */
  mutedUntil: v.optional(v.number()),
});
export type MyWorkspace = v.InferOutput<typeof MyWorkspaceSchema>;

export const AccountSchema = v.object({
  id: PublicIdSchema,
  handle: v.string(),
  guest: v.boolean(),
  hasPassword: v.boolean(),
  passkeys: v.array(v.object({ id: v.string(), name: v.string(), createdAt: v.number() })),
  sessionId: v.string(),
  workspaces: v.array(MyWorkspaceSchema),
});
export type Account = v.InferOutput<typeof AccountSchema>;

/** Who left a class by themselves, or closed their account, can undo it for so long. */
export const BACK_WITHIN_MS = 7 * 24 * 60 * 60_000;
/** A class that I left by myself, and can come back to. */
export const LeftSchema = v.object({ workspace: PublicIdSchema, name: v.string(), until: v.number() });

/** What a new account is told once, with its first session: see back-in.ts. A guest, and who had an account, is told none. */
export const RecoveryCodesTold = v.optional(v.array(v.string()));

export const DeviceSchema = v.object({
  /** Public id of the session; the token itself is never told again. */
  id: v.string(),
  kind: v.picklist(["browser", "token"]),
  name: v.string(),
  createdAt: v.number(),
  lastSeenAt: v.number(),
  current: v.boolean(),
});
export type Device = v.InferOutput<typeof DeviceSchema>;

export const SignInBody = v.object({
  /** Of an account that was closed: open it again. */
  reopen: v.optional(v.boolean()),
  handle: v.pipe(v.string("invalid"), v.maxLength(200)),
  password: v.pipe(v.string("invalid"), v.maxLength(1000)),
  ...secondCode,
});
export const JoinCodeSchema = v.pipe(
  v.string("invalid"),
  v.transform((text) =>
    text
      .trim()
      .toLowerCase()
      .replace(/[\s-]+/gu, ""),
  ),
  v.regex(/^[0-9a-z]{6,20}$/u, "join_closed"),
);
export const LookAtCodeBody = v.object({ code: JoinCodeSchema });
/** Somebody who has none yet; without a password they sign in by a passkey or an account elsewhere alone. */
const NewAccountSchema = v.object({
  handle: HandleSchema,
  name: DisplayNameSchema,
  password: v.optional(PasswordSchema),
  /** Of who came back from a provider: that account elsewhere signs them in. */
  proof: v.optional(ProofSchema),
});
/** New here: handle, name and password. Already signed in: the code alone. */
export const JoinBody = v.object({
  code: JoinCodeSchema,
  account: v.optional(NewAccountSchema),
});
export const CreateWorkspaceBody = v.object({
  name: WorkspaceNameSchema,
  account: v.optional(NewAccountSchema),
});
/** A data URL of a PNG, JPEG or WebP image. */
const PictureSchema = v.pipe(
  v.string("invalid"),
  v.maxLength(PICTURE_MAX_CHARS, "too_large"),
  v.regex(/^data:image\/(?:png|jpeg|webp);base64,[A-Za-z0-9+/]+=*$/u, "invalid"),
);
export const EditWorkspaceBody = v.object({
  name: v.optional(WorkspaceNameSchema),
  /** `null` goes back to the mark of PLACE. */
  icon: v.optional(v.nullable(PictureSchema)),
  /** Whether links of new messages get cards of the pages behind them. */
  linkCards: v.optional(v.boolean("invalid")),
  /** Whether students may make tasks of messages. */
  studentTasks: v.optional(v.boolean("invalid")),
  /** Whether the teaching team sees how the class goes: for owners to say. */
  insights: v.optional(v.boolean("invalid")),
  /** Whether the teaching team needs a second factor: for owners to say who have one themselves. */
  secondFactor: v.optional(v.boolean("invalid")),
});
export const EditMemberBody = v.object({ role: RoleSchema });
/** `reason`: for the teaching team alone. */
export const BanBody = v.object({ reason: v.optional(line(BAN_REASON_MAX_CHARS), "") });
/** A ban that stands. The one who is banned is told that they are, and nothing more. */
export const BanSchema = v.object({
  /** Whom, and by whom: member ids. */
  member: PublicIdSchema,
  by: PublicIdSchema,
  at: v.number(),
  reason: v.string(),
});
export type Ban = v.InferOutput<typeof BanSchema>;
export const EditProfileBody = v.object({
  name: v.optional(DisplayNameSchema),
  pronouns: v.optional(PronounsSchema),
  bio: v.optional(BioSchema),
  /** `null` takes it away. */
  status: v.optional(v.nullable(StatusSchema)),
  dndUntil: v.optional(v.nullable(TimeSchema)),
  /** A data URL of a PNG, JPEG or WebP image; `null` goes back to the tile pattern. */
  picture: v.optional(v.nullable(PictureSchema)),
});
export const CreateTokenBody = v.object({ name: DisplayNameSchema });
