/** A channel shown inside other sites: what a class allows there, how a visitor comes in, and what a visitor is told. */
import * as v from "valibot";
import { ChannelSchema } from "./channels.ts";
import { SEQ_MAX, WIDGET_PEOPLE_MAX, WIDGET_SITES_MAX } from "./limits.ts";
import { PageSchema } from "./messages.ts";
import { DisplayNameSchema, PublicIdSchema } from "./text.ts";
import { TimeSchema } from "./time.ts";

const LOCAL = new Set(["localhost", "127.0.0.1", "[::1]"]);
/** No wildcard and nothing that ends a directive: sites stand in a header (`frame-ancestors`). */
const HOST = /^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[::1\])$/u;

/** The origin of an address that somebody typed or pasted; undefined for what no site is shown from. */
export function siteIn(text: string): string | undefined {
  let url: URL;
  try {
    url = new URL(text.trim());
  } catch {
    return undefined;
  }
  const { protocol, hostname, username, password, origin } = url;
  const isSafe = protocol === "https:" || (protocol === "http:" && LOCAL.has(hostname));
  return isSafe && HOST.test(hostname) && username === "" && password === "" ? origin : undefined;
}

/** A site: its origin, as browsers name it. https; http on this machine alone, while a site is being written. */
export const SiteSchema = v.pipe(
  v.string("invalid"),
  v.maxLength(300, "too_long"),
  v.check((text) => siteIn(text) !== undefined, "widget_site"),
  v.transform((text) => siteIn(text) ?? ""),
);

/** `named`: guests with a name of their own choosing (where `guests` allows them), those whom the site names, and members. */
export const WIDGET_READERS = ["anyone", "named", "members"] as const;
export const WIDGET_WRITERS = ["nobody", "members", "named"] as const;

const Rules = {
  on: v.boolean("invalid"),
  sites: v.pipe(
    v.array(SiteSchema, "invalid"),
    v.maxLength(WIDGET_SITES_MAX, "widget_sites_many"),
    v.transform((sites) => [...new Set(sites)]),
  ),
  read: v.picklist(WIDGET_READERS, "invalid"),
  write: v.picklist(WIDGET_WRITERS, "invalid"),
  /** Whether somebody may come in under a name that they type. */
  guests: v.boolean("invalid"),
  /** What such guests write waits until one of the teaching team lets it through. */
  holds: v.boolean("invalid"),
  /** `#rrggbb`; null: the site's, or PLACE's own. */
  accent: v.nullable(v.pipe(v.string("invalid"), v.toLowerCase(), v.regex(/^#[0-9a-f]{6}$/u, "invalid"))),
};

/** The whole of what holds from now on. A private channel that is switched on takes `confirmed: true`, each time. */
export const WidgetBody = v.object({
  on: Rules.on,
  sites: Rules.sites,
  read: v.optional(Rules.read, "anyone"),
  write: v.optional(Rules.write, "nobody"),
  guests: v.optional(Rules.guests, false),
  holds: v.optional(Rules.holds, true),
  accent: v.optional(Rules.accent, null),
  confirmed: v.optional(v.boolean("invalid"), false),
});
export type WidgetBody = v.InferOutput<typeof WidgetBody>;

/** For who manages it. */
export const WidgetSchema = v.object({
  /** In the address of the frame, `/widget/<id>`. */
  id: PublicIdSchema,
  channel: PublicIdSchema,
  ...Rules,
  changedAt: v.number(),
});
export type Widget = v.InferOutput<typeof WidgetSchema>;

export const WIDGET_ALGS = ["HS256", "EdDSA"] as const;
/** What the server of a site names people with. */
export const WidgetKeySchema = v.object({
  /** `kid` in a token's header. */
  kid: PublicIdSchema,
  alg: v.picklist(WIDGET_ALGS),
  createdAt: v.number(),
  /** `null`: it counts. */
  retiredAt: v.nullable(v.number()),
});
export type WidgetKey = v.InferOutput<typeof WidgetKeySchema>;
/** Of EdDSA the public half, Ed25519, 32 bytes in base64url (`x` of a JWK); of HS256 nothing: PLACE makes the secret and tells it once. */
export const AddWidgetKeyBody = v.variant(
  "alg",
  [
    v.object({ alg: v.literal("HS256") }),
    v.object({ alg: v.literal("EdDSA"), x: v.pipe(v.string("invalid"), v.regex(/^[A-Za-z0-9_-]{43}$/u, "invalid")) }),
  ],
  "invalid",
);

// ── visitors ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** What anybody may know of a widget that is on. */
export const WidgetFactsSchema = v.object({
  id: PublicIdSchema,
  read: Rules.read,
  write: Rules.write,
  guests: Rules.guests,
  holds: Rules.holds,
  accent: Rules.accent,
  /** Name of the channel; null where only members may read it. */
  name: v.nullable(v.string()),
});
export type WidgetFacts = v.InferOutput<typeof WidgetFactsSchema>;

/** How somebody is in a widget. */
export const VISITOR_KINDS = ["reader", "guest", "named", "member"] as const;
export type VisitorKind = (typeof VISITOR_KINDS)[number];

/**
 * What a widget, as it is set, allows somebody who is in it in that way on that site; null: nothing, or nothing any more. Asked when
 * they come in, at each request, and of every open frame when something changed.
 */
export function visitUnder(
  rules: Pick<Widget, "on" | "sites" | "read" | "write" | "guests" | "holds">,
  { kind, site }: { kind: VisitorKind; site: string },
): { writes: boolean; holds: boolean } | null {
  const { on, sites, read, write, guests, holds } = rules;
  if (!on || !(site === OWN_SITE || sites.includes(site))) return null;
  const reads = read === "anyone" || kind === "member" || (read === "named" && kind !== "reader");
  if (!reads || (kind === "guest" && !guests)) return null;
  const writes = kind !== "reader" && (write === "named" || (write === "members" && kind === "member"));
  return { writes, holds: kind === "guest" && holds };
}

/** In place of a site: PLACE itself, where the widget is looked at beside its settings, or by its own address. */
export const OWN_SITE = "self";
const site = v.pipe(
  v.string("invalid"),
  v.maxLength(300, "too_long"),
  v.check((text) => text === OWN_SITE || siteIn(text) !== undefined, "widget_site"),
  v.transform((text) => (text === OWN_SITE ? text : (siteIn(text) ?? ""))),
);
/** `again`: with the token itself, as it was, with what is new since. `reader`: without a name. `guest`: under a name that they type. `member`: by the code of a hand-over. `named`: by the site's signed word. */
export const EnterWidgetBody = v.variant(
  "as",
  [
    v.object({ as: v.literal("again"), site }),
    v.object({ as: v.literal("reader"), site }),
    v.object({ as: v.literal("guest"), site, name: DisplayNameSchema }),
    v.object({ as: v.literal("member"), site, code: v.pipe(v.string("invalid"), v.regex(/^[\w-]{43}$/u, "invalid")) }),
    v.object({ as: v.literal("named"), site, jwt: v.pipe(v.string("invalid"), v.maxLength(4_000, "too_long")) }),
  ],
  "invalid",
);
export type EnterWidgetBody = v.InferOutput<typeof EnterWidgetBody>;
export const HandOverBody = v.object({ site });

/** Somebody whose words are shown, and no more of them than that takes. */
export const WidgetPersonSchema = v.object({
  id: PublicIdSchema,
  name: v.string(),
  /** Address of the picture; without one the tile pattern is drawn from the id. */
  picture: v.optional(v.string()),
  /** Of the teaching team: whose answer it is is what a reader looks for. Of everybody else no role is told. */
  staff: v.optional(v.picklist(["owner", "teacher", "ta"])),
  left: v.optional(v.boolean()),
});
export type WidgetPerson = v.InferOutput<typeof WidgetPersonSchema>;

/** An emoji of the class's own. Its picture: `/api/widgets/<widget>/emoji/<name>/<version>`. */
const WidgetEmojiSchema = v.object({
  name: v.string(),
  version: PublicIdSchema,
  removed: v.optional(v.literal(true)),
});

export const WidgetTokenSchema = v.object({
  /** For `Authorization: Bearer` and, on the socket, the subprotocol `place-token.<token>` beside `place`. In no address. */
  token: v.string(),
  /** Milliseconds. Renewed before, it goes on without a gap. */
  expiresAt: v.number(),
});
/** All that a frame needs to open: one answer. */
export const WidgetEntrySchema = v.object({
  ...WidgetTokenSchema.entries,
  /** By the server's clock, ms. */
  now: v.number(),
  kind: v.picklist(VISITOR_KINDS),
  /** Null for a reader without a name. */
  me: v.nullable(
    v.object({
      ...WidgetPersonSchema.entries,
      /** I may read, and not write, until then, ms. */
      mutedUntil: v.optional(v.number()),
      /** I am of the teaching team, and without the second factor that the class asks for: I write as a student does. */
      lacksFactor: v.optional(v.literal(true)),
    }),
  ),
  /** Whether I write here, as the widget and the channel are set now. */
  writes: v.boolean(),
  /** What I write waits for the teaching team. */
  holds: v.boolean(),
  widget: WidgetFactsSchema,
  workspace: v.object({ name: v.string() }),
  channel: v.object({
    ...v.pick(ChannelSchema, ["id", "kind", "name", "topic", "posting", "archivedAt", "createdAt", "web"]).entries,
    lastSeq: v.number(),
  }),
  /** The newest one; absent where its room does not answer: the socket brings it then, or says why not. */
  page: v.optional(PageSchema),
  /** Whom that page shows. */
  people: v.array(WidgetPersonSchema),
  emoji: v.array(WidgetEmojiSchema),
});
export type WidgetEntry = v.InferOutput<typeof WidgetEntrySchema>;

const place = v.pipe(
  v.string("invalid"),
  v.regex(/^\d{1,10}$/u, "invalid"),
  v.transform(Number),
  v.minValue(1, "invalid"),
  v.maxValue(SEQ_MAX, "invalid"),
);
/** People in the messages `from` to `to`, both included. */
export const WidgetPeopleQuery = v.pipe(
  v.object({ from: place, to: place }),
  v.check(({ from, to }) => to >= from && to - from < WIDGET_PEOPLE_MAX, "invalid"),
);

// ── what waits ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** What somebody wrote, until one of the teaching team has looked at it. */
export const HeldSchema = v.object({
  /** The message's id. */
  id: v.string(),
  /** The channel or thread that it is for, and the channel whose members look after it: the same, but for a thread. */
  channel: PublicIdSchema,
  home: PublicIdSchema,
  author: v.pick(WidgetPersonSchema, ["id", "name"]),
  at: v.number(),
  body: v.string(),
  replyTo: v.optional(v.number()),
  poll: v.optional(v.object({ question: v.string(), options: v.array(v.string()) })),
  /** Names of its files. */
  files: v.optional(v.array(v.string())),
  /** The channel holds what is written there, or it has a held word. Absent: its writer is a guest of a widget. */
  why: v.optional(v.picklist(["channel", "word"])),
  word: v.optional(v.string()),
});
export type Held = v.InferOutput<typeof HeldSchema>;

export const MuteVisitorBody = v.object({ until: v.nullable(TimeSchema) });
