/** A member is joined with the person of an import: asked, confirmed by somebody else of the teaching team, and undone within a week. */
import { CLAIMS_STANDING_MAX, CLAIMS_WAITING_MAX } from "../../protocol/claims.ts";
import { because } from "../../protocol/reasons.ts";
import { decideInWorkspace } from "../../protocol/permissions.ts";
import { actorOf } from "../access.ts";
import type { HandlersOf } from "../http/handler.ts";
import * as live from "../notify.ts";
import { tellOfClaim } from "../settled-claim.ts";
import { Refused } from "../refused.ts";
import * as store from "../store/claims.ts";
import { findMember } from "../store/members.ts";
import { teamBut } from "../store/reports.ts";

export const claims: HandlersOf<"claims"> = {
  async ask({ env, db, permit, body: { person } }) {
    const { workspace, member } = permit;
    const asked = await store.askClaim(db, permit, person, Date.now());
    if (!asked) {
      // Who can be seen is told why; whoever is of another class is not there.
      if (await findMember(db, workspace.no, person)) throw new Refused("forbidden", because("claim_not_free"));
      throw new Refused("not_found");
    }
    if (asked === "full")
      throw new Refused("too_many", because("claims_full", { most: CLAIMS_STANDING_MAX, waiting: CLAIMS_WAITING_MAX }));
    if (asked.isNew) {
      const team = await teamBut(db, workspace.no, member.no);
      const event = { type: "peopleNotice", what: "claimAsked", name: member.name } as const;
      await live.sendEvent(env, workspace.id, { members: team }, event);
    }
    return { claim: asked.claim };
  },

  async mine({ db, permit }) {
    return { claims: await store.claimsOf(db, permit) };
  },

  async list({ db, permit }) {
    return { claims: await store.claimsFor(db, permit, Date.now()) };
  },

  async people({ db, permit, query: { q } }) {
    return { people: await store.importedPeople(db, permit, q) };
  },

  async decide({ env, db, permit, params, body: { confirm } }) {
    const settled = await store.decideClaim(db, permit, params.claim, confirm, Date.now());
    if (!settled) throw new Refused("not_found");
    // Somebody else was found to be them meanwhile, or whoever asked is not here any more.
    if (!settled.isFirst && settled.claim.state === "asked") throw new Refused("forbidden", because("claim_not_free"));
    if (settled.isFirst) await tellOfClaim(env, db, permit.workspace, settled);
    return { claim: settled.claim };
  },

  async undo({ env, db, permit, params }) {
    const isTeam = decideInWorkspace("decideClaims", actorOf(permit)) === null;
    const settled = await store.undoClaim(db, permit, params.claim, isTeam, Date.now());
    if (!settled) throw new Refused("not_found");
    if (!settled.isFirst) throw new Refused("forbidden", because("claim_too_late"));
    await tellOfClaim(env, db, permit.workspace, settled);
  },
};
