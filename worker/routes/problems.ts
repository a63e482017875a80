/** Problems that people tell of: kept, told to the teaching team in a channel of theirs, and what became of them told back. */
import { v7 as uuidv7 } from "uuid";
import { PROBLEMS_PER_DAY, type Problem } from "../../protocol/index.ts";
import { because } from "../../protocol/reasons.ts";
import type { Permit } from "../access.ts";
import type { AppContext } from "../hono-env.ts";
import type { HandlersOf } from "../http/handler.ts";
import { log } from "../log.ts";
import * as live from "../notify.ts";
import { Refused } from "../refused.ts";
import { factsOf } from "../room/channel-facts.ts";
import { roomOf } from "../room/stubs.ts";
import { PROGRAM_ROLE } from "../store/bots.ts";
import { viewsOfChannel } from "../store/channel-views.ts";
import type { Db } from "../store/db.ts";
import { feedbackChannel, feedbackChannelOf } from "../store/feedback.ts";
import { editProblem, insertProblem, problemsBy, problemsIn } from "../store/problems.ts";

export const problems: HandlersOf<"problems"> = {
  async tell({ c, env, db, permit, body }) {
    const problem = await insertProblem(db, permit, body, Date.now());
    if (!problem) throw new Refused("too_many", because("problems_day", { most: PROBLEMS_PER_DAY }));
    // Their other windows list it too.
    const event = { type: "problemChanged", problem } as const;
    await live.sendEvent(env, permit.workspace.id, { members: [problem.by] }, event);
    // It is told: that the channel could not be reached is for the log, and the list has it.
    await tellTeam(c, env, db, permit, problem).catch((error: unknown) =>
      log.fault("problem", error, { workspace: permit.workspace.id, trace: c.get("trace") ?? "" }),
    );
    return { problem };
  },

  async mine({ db, permit }) {
    return { problems: await problemsBy(db, permit) };
  },

  async list({ db, permit }) {
    return { problems: await problemsIn(db, permit) };
  },

  async edit({ env, db, permit, params, body }) {
    const problem = await editProblem(db, permit, params.problem, body, Date.now());
    if (!problem) throw new Refused("not_found");
    const event = { type: "problemChanged", problem } as const;
    const team = await feedbackChannelOf(db, permit.workspace.no);
    await Promise.all([
      live.sendEvent(env, permit.workspace.id, { members: [problem.by] }, event),
      team && live.sendEvent(env, permit.workspace.id, { channel: team.id }, event),
    ]);
    return { problem };
  },
};

async function tellTeam(
  c: AppContext,
  env: Env,
  db: Db,
  { workspace, member }: Permit<"readWorkspace">,
  problem: Problem,
) {
  const { channel, speaker, entered } = await feedbackChannel(db, workspace.no, problem.at);
  if (entered.length > 0) {
    const views = await viewsOfChannel(db, channel.no, entered);
    await live.channelJoined(env, workspace.id, channel.id, views);
  }
  const who = {
    ...{ member: speaker.id, memberNo: speaker.no, handleKey: speaker.handleKey, role: PROGRAM_ROLE, mutedUntil: null },
    ...{ session: "", tokenHash: "", scope: "write" as const, trace: c.get("trace") ?? "" },
  };
  const body = asMessage(problem, member.name, `${new URL(c.req.url).origin}/w/${workspace.id}/problems`);
  const facts = factsOf({ channel, workspace, parent: null, isLarge: false });
  const written = await roomOf(env, channel.id).post(facts, who, { id: uuidv7(), body, program: {} });
  if (!written.ok) throw new Refused(written.refusal);
  await live.sendEvent(env, workspace.id, { channel: channel.id }, { type: "problemChanged", problem });
}

/** Of names and words nothing is taken for more than it is: each stands where markup has no meaning, or in a quotation. */
function asMessage({ words, trace, screen }: Problem, name: string, address: string): string {
  const { page, size, language, theme, version, browser, refusals } = screen;
  const code = (text: string) => `\`${text.replaceAll("`", "'")}\``;
  const marks = refusals.map(({ code: what, trace: mark }) => (mark === undefined ? what : `${what} ${mark}`));
  return [
    `${code(name)}:`,
    ...words.split("\n").map((line) => `> ${line}`),
    "",
    [page, size, language, theme, version, browser]
      .filter((part) => part !== "")
      .map(code)
      .join(" · "),
    ...(trace === undefined ? [] : [code(trace)]),
    ...(marks.length === 0 ? [] : [marks.map(code).join(" · ")]),
    address,
  ].join("\n");
}
