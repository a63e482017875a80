/** How a visitor comes into a widget: who they are, and the token that says so. */
import {
  GUESTS_PER_ADDRESS,
  GUESTS_SUBNET_TIMES,
  visitUnder,
  WIDGET_GUESTS_PER_DAY,
  WIDGET_TOKEN_MS,
  type EnterWidgetBody,
  type VisitorKind,
  type WidgetEntry,
  type WidgetFacts,
} from "../../protocol/index.ts";
import { because } from "../../protocol/reasons.ts";
import { decideInChannel } from "../access.ts";
import type { AppContext } from "../hono-env.ts";
import { makeReaderToken } from "../identity/reader-tokens.ts";
import { GUEST_SESSION_MS, hashToken, newToken } from "../identity/sessions.ts";
import { originsOf } from "../identity/throttle.ts";
import * as live from "../notify.ts";
import { Refused } from "../refused.ts";
import { takeAllowance, untilTomorrow } from "../store/allowances.ts";
import { isConflict } from "../store/conflicts.ts";
import { openDb, type Db } from "../store/db.ts";
import { emojiRows } from "../store/emoji.ts";
import { takeGuestPlace } from "../store/guest-counts.ts";
import { findMember, takeOutGuests, toMember } from "../store/members.ts";
import { publicId } from "../store/public-id.ts";
import { rulesOf } from "../store/visits.ts";
import { enterAsGuest, enterAsNamed, takeCode, type VisitInto } from "../store/visitors.ts";
import { findWidget, type WidgetInPlace } from "../store/widgets.ts";
import { newestPeople, toWidgetPerson } from "./shown-people.ts";
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
  if (!rules.sites.includes(site)) throw new Refused("forbidden", { ...because("widget_not_here"), field: "site" });
  const allowed = visitUnder(rules, { kind, site });
  if (allowed) return allowed;
  if (rules.read === "members") throw new Refused("forbidden", because("widget_members"));
  throw new Refused("forbidden", because(kind === "guest" ? "widget_no_guests" : "widget_name_first"));
}

/** @throws Refused `not_found`, `forbidden`, `banned`, `too_fast` */
export async function enterWidget(c: AppContext, id: string, body: EnterWidgetBody): Promise<WidgetEntry> {
  const db = openDb(c.env.DB);
  const found = await openWidget(db, id);
  const allowed = allowedIn(found, body.as, body.site);
  const now = Date.now();
  const { token, memberId } = await admit(c, db, { ...found, site: body.site }, body, now);
  const { widget, channel, workspace } = found;
  const [member, people, emoji] = await Promise.all([
    memberId === null ? null : findMember(db, workspace.no, memberId),
    newestPeople(c.env, db, workspace.no, channel.no),
    emojiRows(db, workspace.no),
  ]);
  const place = {
    ...{ kind: channel.kind, posting: channel.posting, isDefault: channel.isDefault },
    ...{ archived: channel.archivedAt !== null, inside: true, creator: false },
  };
  const writes = member ? decideInChannel("post", { ...member, visit: allowed }, place) : "forbidden";
  const { id: channelId, kind, name, topic, posting, archivedAt, createdAt } = channel;
  return {
    token,
    expiresAt: now + WIDGET_TOKEN_MS,
    now,
    kind: body.as,
    me: member ? { ...toWidgetPerson(member), ...mutedFor(member.mutedUntil, now) } : null,
    // Who is muted for a while is told until when.
    writes: writes === null || writes === "muted",
    holds: allowed.holds,
    widget: factsOfWidget({ widget, channel, workspace }),
    workspace: { name: workspace.name },
    channel: { id: channelId, kind, name: name ?? "", topic, posting, archivedAt, createdAt },
    people,
    emoji: emoji.map(({ name, version, removedAt }) => ({
      name,
      version,
      ...(removedAt !== null && { removed: true as const }),
    })),
  };
}

const mutedFor = (until: number | null, now: number) => (until !== null && until > now ? { mutedUntil: until } : {});

/** Who it is, stored, and their token. `memberId` null: a reader without a name. */
async function admit(
  c: AppContext,
  db: Db,
  into: VisitInto,
  body: EnterWidgetBody,
  now: number,
): Promise<{ token: string; memberId: string | null }> {
  const { widget, site } = into;
  if (body.as === "reader") {
    const reader = { widget: widget.id, site, mark: publicId(), expiresAt: now + WIDGET_TOKEN_MS };
    return { token: await makeReaderToken(c.env, reader), memberId: null };
  }
  const token = newToken();
  const visit = { tokenHash: (await hashToken(token)) ?? "", now };
  switch (body.as) {
    case "guest": {
      await takeGuestFrom(c, db, into, now);
      return { token, memberId: await enterAsGuest(db, into, body.name, visit) };
    }
    case "member": {
      const memberId = await takeCode(db, into, (await hashToken(body.code)) ?? "", visit);
      if (memberId === undefined) throw new Refused("forbidden", { ...because("widget_code"), field: "code" });
      return { token, memberId };
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
      return { token, memberId: came.memberId };
    }
  }
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
