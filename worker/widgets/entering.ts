/** How a visitor comes into a widget: who they are, and the token that says so. */
import {
  GUESTS_PER_ADDRESS,
  GUESTS_SUBNET_TIMES,
  OWN_SITE,
  PAGE_DEFAULT,
  visitUnder,
  WIDGET_GUESTS_PER_DAY,
  WIDGET_TOKEN_MS,
  type EnterWidgetBody,
  type Page,
  type VisitorKind,
  type WidgetEntry,
  type WidgetFacts,
} from "../../protocol/index.ts";
import { because } from "../../protocol/reasons.ts";
import { isStaff } from "../../protocol/permissions.ts";
import { decideInChannel } from "../access.ts";
import type { AppContext } from "../hono-env.ts";
import { isOwnSite } from "../identity/origin.ts";
import { isReaderToken, makeReaderToken, readReaderToken } from "../identity/reader-tokens.ts";
import { GUEST_SESSION_MS, hashToken, newToken, tokenOf } from "../identity/sessions.ts";
import { originsOf } from "../identity/throttle.ts";
import { log } from "../log.ts";
import * as live from "../notify.ts";
import { Refused } from "../refused.ts";
import { factsOf } from "../room/channel-facts.ts";
import type { ChannelFacts } from "../room/contract.ts";
import { roomOf } from "../room/stubs.ts";
import { takeAllowance, untilTomorrow } from "../store/allowances.ts";
import { asksForFactor } from "../store/class-settings.ts";
import { isConflict } from "../store/conflicts.ts";
import { openDb, type Db } from "../store/db.ts";
import { emojiRows } from "../store/emoji.ts";
import { memberLacksFactor } from "../store/lacking-factor.ts";
import { takeGuestPlace } from "../store/guest-counts.ts";
import { findMember, takeOutGuests, toMember } from "../store/members.ts";
import { publicId } from "../store/public-id.ts";
import { rulesOf } from "../store/visits.ts";
import { enterAsGuest, enterAsNamed, memberOfUser, renewVisit, takeCode, type VisitInto } from "../store/visitors.ts";
import { findWidget, type WidgetInPlace } from "../store/widgets.ts";
import { peopleIn, toWidgetPerson } from "./shown-people.ts";
import { readSignedWord, unproven } from "./signed-words.ts";

/** A widget that is on. @throws Refused `not_found` */
export async function openWidget(db: Db, id: string): Promise<WidgetInPlace> {
  const found = await findWidget(db, id);
  if (!found || !rulesOf(found.widget, found.channel).on) throw new Refused("not_found");
  return found;
}

/** What anybody may know of it: of a channel for members alone not even its name. */
export function factsOfWidget({ widget, channel }: WidgetInPlace): WidgetFacts {
  const { id, read, write, guests, holds, accent } = widget;
  return { id, read, write, guests, holds, accent, name: read === "members" ? null : channel.name };
}

/**
 * What the widget allows somebody who comes in so.
 * @throws Refused `forbidden`, with why
 */
function allowedIn({ widget, channel }: WidgetInPlace, kind: VisitorKind, site: string) {
  const rules = rulesOf(widget, channel);
  if (site !== OWN_SITE && !rules.sites.includes(site))
    throw new Refused("forbidden", { ...because("widget_not_here"), field: "site" });
  const allowed = visitUnder(rules, { kind, site });
  if (allowed) return allowed;
  if (rules.read === "members") throw new Refused("forbidden", because("widget_members"));
  throw new Refused("forbidden", because(kind === "guest" ? "widget_no_guests" : "widget_name_first"));
}

/** @throws Refused `not_found`, `forbidden`, `banned`, `too_fast` */
export async function enterWidget(c: AppContext, id: string, body: EnterWidgetBody): Promise<WidgetEntry> {
  const db = openDb(c.env.DB);
  const found = await openWidget(db, id);
  const site = isOwnSite(c, body.site) ? OWN_SITE : body.site;
  const now = Date.now();
  // What the widget does not allow is said before anything is stored.
  if (body.as !== "again") allowedIn(found, body.as, site);
  const { token, expiresAt, memberId, as } = await admit(c, db, { ...found, site }, body, now);
  const allowed = allowedIn(found, as, site);
  const { widget, channel, workspace } = found;
  const [member, page, emoji] = await Promise.all([
    memberId === null ? null : findMember(db, workspace.no, memberId),
    newestPage(c.env, factsOf({ channel, workspace })),
    emojiRows(db, workspace.no),
  ]);
  // Asked where it may be: of the teaching team of a class that wants one.
  const mayLack = member && asksForFactor(workspace.meta) && isStaff(member.role);
  const [people, lacksFactor] = await Promise.all([
    peopleIn(db, workspace.no, page?.messages ?? []),
    mayLack ? memberLacksFactor(db, member.no) : false,
  ]);
  const place = {
    ...{ kind: channel.kind, posting: channel.posting, isDefault: channel.isDefault },
    ...{ archived: channel.archivedAt !== null, inside: true, creator: false },
  };
  const actor = { visit: allowed, classArchived: workspace.archivedAt !== null, lacksFactor };
  const writes = member ? decideInChannel("post", { ...member, ...actor }, place) : "forbidden";
  const { id: channelId, kind, name, topic, posting, archivedAt, createdAt, web } = channel;
  return {
    token,
    expiresAt,
    now,
    kind: as,
    me: member
      ? { ...toWidgetPerson(member), ...mutedFor(member.mutedUntil, now), ...(lacksFactor && { lacksFactor }) }
      : null,
    // Who is muted for a while is told until when, and who lacks a second factor that it is that.
    writes: writes === null || writes === "muted" || writes === "factor_needed",
    holds: allowed.holds,
    widget: factsOfWidget({ widget, channel, workspace }),
    workspace: { name: workspace.name },
    channel: {
      ...{ id: channelId, kind, name: name ?? "", topic, posting, archivedAt, createdAt },
      ...(web && { web: { names: web.names, from: web.from, at: web.at } }),
      lastSeq: page?.messages.at(-1)?.seq ?? 0,
    },
    ...(page && { page }),
    people,
    emoji: emoji.map(({ name, version, removedAt }) => ({
      name,
      version,
      ...(removedAt !== null && { removed: true as const }),
    })),
  };
}

async function newestPage(env: Env, facts: ChannelFacts): Promise<Page | undefined> {
  try {
    return await roomOf(env, facts.channelId).newestPage(facts, PAGE_DEFAULT);
  } catch (error) {
    log.fault("visit", error, { channel: facts.channelId });
    return undefined;
  }
}

const mutedFor = (until: number | null, now: number) => (until !== null && until > now ? { mutedUntil: until } : {});

interface Admitted {
  as: VisitorKind;
  token: string;
  expiresAt: number;
  memberId: string | null;
}

/** Who it is, stored, and their token. `memberId` null: a reader without a name. */
async function admit(c: AppContext, db: Db, into: VisitInto, body: EnterWidgetBody, now: number): Promise<Admitted> {
  const { widget, site } = into;
  const expiresAt = now + WIDGET_TOKEN_MS;
  if (body.as === "again") return readmit(c, db, into, now);
  if (body.as === "reader") {
    const reader = { widget: widget.id, site, mark: publicId(), expiresAt };
    return { as: "reader", token: await makeReaderToken(c.env, reader), expiresAt, memberId: null };
  }
  const token = newToken();
  const visit = { tokenHash: (await hashToken(token)) ?? "", now };
  switch (body.as) {
    case "guest": {
      if (into.workspace.archivedAt !== null) throw new Refused("class_archived");
      await takeGuestFrom(c, db, into, now);
      return { as: "guest", token, expiresAt, memberId: await enterAsGuest(db, into, body.name, visit) };
    }
    case "member": {
      const memberId = await takeCode(db, into, (await hashToken(body.code)) ?? "", visit);
      if (memberId === undefined) throw new Refused("forbidden", { ...because("widget_code"), field: "code" });
      return { as: "member", token, expiresAt, memberId };
    }
    case "named": {
      const about = { workspaceNo: into.workspace.no, widget: widget.id };
      const named = await readSignedWord(c.env, db, about, body.jwt, now);
      const came = await enterAsNamed(db, into, named, visit).catch((error: unknown) => {
        // Two frames of one page: the other one was first to store whom they both bring.
        if (isConflict(error, "members.workspace_no, members.source_key")) return enterAsNamed(db, into, named, visit);
        throw error;
      });
      if (came === "banned") throw new Refused("banned");
      if (came === "signedOut") throw unproven("signed out since");
      if (came.isRenamed) await tellOfName(c.env, db, into, came.memberId);
      return { as: "named", token, expiresAt, memberId: came.memberId };
    }
  }
}

/** With the token that they have. @throws Refused `not_signed_in` where it is nobody's any more, or another site's */
async function readmit(c: AppContext, db: Db, { widget, workspace, site }: VisitInto, now: number): Promise<Admitted> {
  const token = visitorsToken(c);
  if (isReaderToken(token)) {
    const reader = await readReaderToken(c.env, token, now);
    if (reader?.widget !== widget.id || reader.site !== site) throw new Refused("not_signed_in");
    const expiresAt = now + WIDGET_TOKEN_MS;
    return { as: "reader", token: await makeReaderToken(c.env, { ...reader, expiresAt }), expiresAt, memberId: null };
  }
  const tokenHash = await hashToken(token);
  const renewed = tokenHash === undefined ? undefined : await renewVisit(db, widget.id, tokenHash, now);
  if (renewed?.site !== site) throw new Refused("not_signed_in");
  const memberId = await memberOfUser(db, workspace.no, renewed.userNo);
  if (memberId === undefined) throw new Refused("not_signed_in");
  return { as: renewed.kind, token, expiresAt: renewed.expiresAt, memberId };
}

/** The token of a visitor, from where tokens stand. @throws Refused `not_signed_in` */
export function visitorsToken(c: AppContext): string {
  const given = tokenOf(c);
  if (given?.from !== "bearer") throw new Refused("not_signed_in");
  return given.token;
}

async function tellOfName(env: Env, db: Db, { workspace }: VisitInto, memberId: string): Promise<void> {
  const member = await findMember(db, workspace.no, memberId);
  if (member) await live.memberChanged(env, workspace.id, toMember(member));
}

/** Guests whose week is over, for each one who comes: more than come, so that they become no more. */
const GUESTS_TAKEN_OUT = 20;

/** @throws Refused `too_fast` where as many came today: from that address, or into this class */
async function takeGuestFrom(c: AppContext, db: Db, { workspace }: VisitInto, now: number): Promise<void> {
  const { address, neighbourhood } = originsOf(c);
  const perAddress = Number(c.env.PLACE_GUESTS_PER_ADDRESS ?? GUESTS_PER_ADDRESS);
  const places = [
    { origin: `widget ${address}`, perDay: perAddress },
    { origin: `widget ${neighbourhood}`, perDay: perAddress * GUESTS_SUBNET_TIMES },
  ];
  const hasPlace =
    (await takeGuestPlace(db, places, now)) &&
    (await takeAllowance(db, workspace.no, "visitors", { amount: 1, perDay: WIDGET_GUESTS_PER_DAY, now }));
  if (!hasPlace) throw new Refused("too_fast", { ...because("widget_guests_day"), retryAfter: untilTomorrow(now) });
  await takeOutGuests(db, workspace.no, now - GUEST_SESSION_MS, GUESTS_TAKEN_OUT);
}
