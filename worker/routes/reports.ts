/** Telling the teaching team of somebody else's words, and what becomes of it. */
import type { Message } from "../../protocol/index.ts";
import type { ReportedMessage } from "../../protocol/reports.ts";
import { because } from "../../protocol/reasons.ts";
import { approachChannel, permitInChannel, permitInWorkspace } from "../access.ts";
import type { HandlersOf } from "../http/handler.ts";
import type { Caller } from "../identity/caller.ts";
import * as live from "../notify.ts";
import { Refused } from "../refused.ts";
import { factsOf } from "../room/channel-facts.ts";
import { roomOf } from "../room/stubs.ts";
import type { Db } from "../store/db.ts";
import { findMember } from "../store/members.ts";
import type { MembershipContext } from "../store/membership-context.ts";
import { countOpen, decideReport, makeReport, reportsFor, reportsOf, teamBut } from "../store/reports.ts";

export const reports: HandlersOf<"reports"> = {
  async make({ env, db, caller, context, permit, body: { message, member, reason, words } }) {
    if ((message === undefined) === (member === undefined)) throw new Refused("invalid");
    const of = message && (await messageAt(env, db, caller, context, message));
    const about = await findMember(db, context.workspace.no, of?.author ?? member ?? "");
    if (!about) throw new Refused("not_found");
    if (about.no === context.member.no) throw new Refused("invalid", because("report_self"));
    const made = await makeReport(db, permit, { aboutNo: about.no, reason, words, ...(of && { of }) }, Date.now());
    if (!made) throw new Refused("too_many", because("reports_day"));
    if (made.isNew) {
      const team = await teamBut(db, context.workspace.no, about.no);
      const others = team.filter((id) => id !== context.member.id);
      await live.sendEvent(env, context.workspace.id, { members: others }, { type: "reportsChanged", isNew: true });
    }
    return { report: made.report };
  },

  async mine({ db, permit }) {
    return { reports: await reportsOf(db, permit) };
  },

  async list({ db, permit, query: { decided } }) {
    const [found, open] = await Promise.all([reportsFor(db, permit, decided === "yes"), countOpen(db, permit)]);
    return { reports: found, open };
  },

  async decide({ env, db, context, params, body }) {
    const permit = permitInWorkspace("decideReports", context);
    const decided = await decideReport(db, permit, params.report, body, Date.now());
    if (!decided) throw new Refused("not_found");
    const { report, isFirst } = decided;
    if (isFirst) {
      const about = await findMember(db, context.workspace.no, report.about);
      const team = await teamBut(db, context.workspace.no, about?.no ?? 0);
      await Promise.all([
        live.sendEvent(env, context.workspace.id, { members: team }, { type: "reportsChanged" }),
        live.sendEvent(env, context.workspace.id, { members: [report.by] }, { type: "reportDecided", id: report.id }),
      ]);
    }
    return { report };
  },
};

/** The message as it is now. @throws Refused `not_found` where the reporter does not see it, or it is of another class */
async function messageAt(
  env: Env,
  db: Db,
  caller: Caller,
  { workspace }: MembershipContext,
  { channel, seq }: { channel: string; seq: number },
) {
  const context = permitInChannel("readChannel", await approachChannel(db, caller, channel));
  if (context.workspace.no !== workspace.no) throw new Refused("not_found");
  const message = await roomOf(env, channel).messageAt(factsOf(context), seq);
  if (!message) throw new Refused("not_found");
  return { channelNo: context.channel.no, seq, author: message.author, message: asReported(message) };
}

function asReported({ body, at, editedAt, deletedAt, meta }: Message): ReportedMessage {
  return {
    ...{ body, at },
    ...(editedAt !== undefined && { editedAt }),
    ...(meta?.files && { files: meta.files.map(({ name }) => name) }),
    ...(deletedAt !== undefined && { deleted: true }),
  };
}
