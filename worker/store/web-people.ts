/** Who stands beside the words of a page for everybody: authors by id, and those whom the words name. */
import type { Role, Scope } from "../../protocol/index.ts";
import { shownName } from "./shown-name.ts";

export interface WebPerson {
  id: string;
  handleKey: string;
  name: string;
  role: Role;
  /** Of a program. */
  bot: Scope | null;
}

const COLUMNS = `m.id, m.handle_key AS handleKey, ${shownName("m")} AS name, m.role, m.bot`;
const PEOPLE = `SELECT ${COLUMNS} FROM json_each(?1) asked CROSS JOIN members m ON m.id = asked.value AND m.workspace_no = ?3
  UNION SELECT ${COLUMNS} FROM json_each(?2) asked CROSS JOIN members m ON m.workspace_no = ?3 AND m.handle_key = asked.value`;

/** Of this class. One row read for each who is there, twice who is asked for both ways. @param handles folded (`handleKey`) */
export async function webPeople(
  d1: D1Database,
  workspaceNo: number,
  ids: readonly string[],
  handles: readonly string[],
): Promise<WebPerson[]> {
  const { results } = await d1
    .prepare(PEOPLE)
    .bind(JSON.stringify(ids), JSON.stringify(handles), workspaceNo)
    .all<WebPerson>();
  return results;
}
