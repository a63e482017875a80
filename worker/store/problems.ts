/** Problems that people told of. */
import { and, desc, eq, sql } from "drizzle-orm";
import type { InferOutput } from "valibot";
import {
  PROBLEMS_LISTED,
  PROBLEMS_PER_DAY,
  type EditProblemBody,
  type Problem,
  type TellProblemBody,
} from "../../protocol/index.ts";
import { auditStatement, somethingChanged } from "./audit.ts";
import type { Db } from "./db.ts";
import type { Permit } from "./permit.ts";
import { publicId } from "./public-id.ts";
import { raw } from "./raw.ts";
import { problems } from "./schema.ts";

const DAY_MS = 24 * 60 * 60_000;
type Row = typeof problems.$inferSelect;
const idOf = <T extends string | null>(no: typeof problems.memberNo | typeof problems.changedBy) =>
  sql<T>`(select m.id from members m where m.no = ${no})`;
const columns = {
  row: problems,
  by: idOf<string>(problems.memberNo),
  changedBy: idOf<string | null>(problems.changedBy),
};

function toProblem({ row, by, changedBy }: { row: Row; by: string; changedBy: string | null }): Problem {
  const { id, at, words, trace, screen, state, answer, changedAt } = row;
  return {
    ...{ id, by, at, words, screen, state, answer, changedAt },
    ...(trace !== null && { trace }),
    ...(changedBy !== null && { changedBy }),
  };
}

/** Undefined where they told of as many within a day as anybody may. */
export async function insertProblem(
  db: Db,
  { workspace, member }: Permit<"readWorkspace">,
  { words, trace, screen }: InferOutput<typeof TellProblemBody>,
  now: number,
): Promise<Problem | undefined> {
  const id = publicId();
  const made = await raw(
    db,
    sql`insert into problems (id, workspace_no, member_no, at, words, trace, screen, state, changed_at)
      select ${id}, ${workspace.no}, ${member.no}, ${now}, ${words}, ${trace ?? null}, ${JSON.stringify(screen)}, 'open', ${now}
      where (select count(*) from (select at from problems where member_no = ${member.no} order by no desc limit ${PROBLEMS_PER_DAY})
        where at > ${now - DAY_MS}) < ${PROBLEMS_PER_DAY} returning id`,
  );
  if (made.length === 0) return undefined;
  return {
    ...{ id, by: member.id, at: now, words, screen, state: "open", answer: "", changedAt: now },
    ...(trace !== undefined && { trace }),
  };
}

/** Newest first. */
export async function problemsBy(db: Db, { member }: Permit<"readWorkspace">): Promise<Problem[]> {
  const of = eq(problems.memberNo, member.no);
  const rows = await db.select(columns).from(problems).where(of).orderBy(desc(problems.no)).limit(PROBLEMS_LISTED);
  return rows.map(toProblem);
}

/** Those that are not solved first, the newest of each first: each state is read by the index, and no further than is told. */
export async function problemsIn(db: Db, { workspace }: Permit<"handleProblems">): Promise<Problem[]> {
  const of = (state: Row["state"]) =>
    db
      .select(columns)
      .from(problems)
      .where(and(eq(problems.workspaceNo, workspace.no), eq(problems.state, state)))
      .orderBy(desc(problems.no))
      .limit(PROBLEMS_LISTED);
  const [open, looking, solved] = await db.batch([of("open"), of("looking"), of("solved")]);
  return [...open, ...looking, ...solved].slice(0, PROBLEMS_LISTED).map(toProblem);
}

/** Undefined where there is none of this class with that id. */
export async function editProblem(
  db: Db,
  permit: Permit<"handleProblems">,
  id: string,
  { state, answer }: InferOutput<typeof EditProblemBody>,
  now: number,
): Promise<Problem | undefined> {
  const { workspace, member } = permit;
  const which = and(eq(problems.id, id), eq(problems.workspaceNo, workspace.no));
  const teller = sql`(select member_no from problems where id = ${id})`;
  const set = { state, ...(answer !== undefined && { answer }), changedAt: now, changedBy: member.no };
  const [, , [found]] = await db.batch([
    db.update(problems).set(set).where(which),
    auditStatement(db, permit, { act: "problemDecided", subject: teller, details: { state } }, now, somethingChanged),
    db.select(columns).from(problems).where(which),
  ]);
  return found && toProblem(found);
}
