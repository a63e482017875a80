/** A widget as its visitors see it. */
import { OWN_SITE, visitUnder, WIDGET_TOKEN_MS } from "../../protocol/index.ts";
import { because } from "../../protocol/reasons.ts";
import { getPicture } from "../files/stored-emoji.ts";
import type { HandlersOf } from "../http/handler.ts";
import { isOwnSite } from "../identity/origin.ts";
import { readReaderToken, makeReaderToken, isReaderToken } from "../identity/reader-tokens.ts";
import { hashToken, newToken } from "../identity/sessions.ts";
import * as live from "../notify.ts";
import { Refused } from "../refused.ts";
import { contextInChannel } from "../store/membership-context.ts";
import { endVisit, renewVisit, storeCode } from "../store/visitors.ts";
import { rulesOf } from "../store/visits.ts";
import { findWidget } from "../store/widgets.ts";
import { enterWidget, factsOfWidget, openWidget, visitorsToken } from "../widgets/entering.ts";
import { shownPeople } from "../widgets/shown-people.ts";

export const visits: HandlersOf<"visits"> = {
  async look({ db, params }) {
    return { widget: factsOfWidget(await openWidget(db, params.widget)) };
  },

  async enter({ c, params, body }) {
    return enterWidget(c, params.widget, body);
  },

  async renew({ c, env, db, params }) {
    const token = visitorsToken(c);
    const now = Date.now();
    if (!isReaderToken(token)) {
      const tokenHash = await hashToken(token);
      const renewed = tokenHash === undefined ? undefined : await renewVisit(db, params.widget, tokenHash, now);
      if (!renewed) throw new Refused("not_signed_in");
      return { token, expiresAt: renewed.expiresAt };
    }
    const reader = await readReaderToken(env, token, now);
    const found = reader?.widget === params.widget ? await findWidget(db, reader.widget) : undefined;
    const isIn = reader && found && visitUnder(rulesOf(found.widget, found.channel), { kind: "reader", ...reader });
    if (!isIn) throw new Refused("not_signed_in");
    const expiresAt = now + WIDGET_TOKEN_MS;
    return { token: await makeReaderToken(env, { ...reader, expiresAt }), expiresAt };
  },

  async leave({ c, env, db, params }) {
    const tokenHash = await hashToken(visitorsToken(c));
    const found = await findWidget(db, params.widget);
    // A reader's token is nobody's already.
    if (tokenHash === undefined || !found) return;
    const session = await endVisit(db, found, tokenHash, Date.now());
    if (session !== undefined) await live.visitEnded(env, found.channel.id, session);
  },

  async handOver({ c, db, caller, params, body }) {
    const found = await openWidget(db, params.widget);
    const site = isOwnSite(c, body.site) ? OWN_SITE : body.site;
    if (site !== OWN_SITE && !found.widget.sites.includes(site))
      throw new Refused("forbidden", { ...because("widget_not_here"), field: "site" });
    const context = await contextInChannel(db, caller.user.no, found.channel.id);
    // Who is not of the class is not told more than anybody.
    if (!context) throw new Refused("not_found");
    if (!context.membership) throw new Refused("forbidden", because("widget_not_member"));
    const code = newToken();
    const visit = { tokenHash: (await hashToken(code)) ?? "", now: Date.now() };
    const by = { userNo: caller.user.no, sessionId: caller.session.id };
    return { code, expiresAt: await storeCode(db, { widget: found.widget, site }, by, visit) };
  },

  async people({ env, db, facts, query }) {
    return { people: await shownPeople(env, db, facts, query) };
  },

  // Open to whoever has the address, which nobody can guess: an <img> carries no token.
  async emojiPicture({ c, env, db, params }) {
    const { workspace } = await openWidget(db, params.widget);
    const picture = await getPicture(env, workspace.id, params);
    if (!picture) throw new Refused("not_found");
    return c.body(picture.body, 200, {
      "content-type": picture.type,
      "cache-control": "public, max-age=31536000, immutable",
      "content-security-policy": "default-src 'none'; sandbox",
    });
  },
};
