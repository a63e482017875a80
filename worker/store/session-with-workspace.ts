/** Who is calling and where they stand in the workspace that they ask for, in one query for all who ask at once. */
import { eq, getTableColumns, type SQL } from "drizzle-orm";
import { QueryBuilder } from "drizzle-orm/sqlite-core";
import { memberColumns, presentMember, type MembershipContext } from "./membership-context.ts";
import { lacksFactor } from "./lacking-factor.ts";
import { rowJson, rowReader, sharedRows } from "./row-json.ts";
import { members, sessions, users, workspaces } from "./schema.ts";
import { asked, askedNo, askedPlace, sessionLookup, callerColumns, theirSession } from "./session-lookup.ts";

const workspaceColumns = getTableColumns(workspaces);

export interface WorkspaceLookupRow {
  askedNo: number;
  caller: string;
  workspace: string;
  member: string;
  lacksFactor: number | null;
}

/** The statement, with what else is to be read in it of each who asks. */
export function workspaceLookupStatement(more: Record<string, SQL.Aliased> = {}): { sql: string; params: unknown[] } {
  return new QueryBuilder()
    .select({
      askedNo: askedNo.as("askedNo"),
      caller: rowJson(callerColumns).as("caller"),
      workspace: rowJson(workspaceColumns).as("workspace"),
      member: rowJson(memberColumns).as("member"),
      lacksFactor: lacksFactor.as("lacksFactor"),
      ...more,
    })
    .from(asked)
    .crossJoin(sessions)
    .innerJoin(users, eq(users.no, sessions.userNo))
    .leftJoin(workspaces, eq(workspaces.id, askedPlace))
    .leftJoin(members, presentMember(users.no))
    .where(theirSession)
    .toSQL();
}

const readMember = rowReader(memberColumns);

/** Reads where somebody stands from their row. */
export function workspaceContextReader(): (row: WorkspaceLookupRow) => MembershipContext | undefined {
  const readWorkspace = sharedRows(rowReader(workspaceColumns));
  return (row) => {
    const workspace = readWorkspace(row.workspace);
    const member = readMember(row.member);
    return workspace && member ? { workspace, member, lacksFactor: row.lacksFactor === 1 } : undefined;
  };
}

/** `placeId` is the workspace's. */
export const readSessionWithWorkspace = sessionLookup({
  ...workspaceLookupStatement(),
  reader: workspaceContextReader,
});
