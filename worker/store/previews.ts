/** Messages by channel id and place, wherever somebody may read them now: in any class that they are in. */
import type { Message } from "../../protocol/index.ts";
import type { Preview, PreviewTarget } from "../../protocol/previews.ts";
import { publicColumns } from "./message-row.ts";
import { messageIn, type KeyedRow } from "./messages.ts";
import { shownName } from "./shown-name.ts";

/** Where a message that may be read stands, and the message as far as D1 has it. */
export interface PreviewedPlace {
  place: Preview["place"];
  message: Message | undefined;
}
interface Row extends Omit<KeyedRow, "key"> {
  no: number;
  channelNo: number;
  homeId: string;
  kind: Preview["place"]["kind"];
  name: string | null;
  workspace: string;
  key: number | null;
}

// From what is asked to who asks: nothing is read of a channel that they are not in, so that one that is not there costs the same.
const ASKED = `SELECT asked.key AS no, c.no AS channelNo, home.id AS homeId, home.kind, home.name, w.id AS workspace, ${publicColumns("m")}
  FROM json_each(?1) asked
  CROSS JOIN channels c ON c.id = json_extract(asked.value, '$[0]')
  CROSS JOIN members me ON me.workspace_no = c.workspace_no AND me.user_no = ?2 AND me.left_at IS NULL
  CROSS JOIN memberships inside ON inside.channel_no = coalesce(c.parent_no, c.no) AND inside.member_no = me.no
  CROSS JOIN channels home ON home.no = inside.channel_no
  CROSS JOIN workspaces w ON w.no = c.workspace_no
  LEFT JOIN messages m ON m.key = c.no * 4294967296 + json_extract(asked.value, '$[1]')`;

/**
 * The places of these that this account may read now, by their index in `targets`: at most eight rows read for each, and four for
 * one that they may not. @throws as D1 does
 */
export async function previewedPlaces(
  d1: D1Database,
  userNo: number,
  targets: readonly PreviewTarget[],
): Promise<Map<number, PreviewedPlace>> {
  const asked = JSON.stringify(targets.map(({ channel, seq }) => [channel, seq]));
  const { results } = await d1.prepare(ASKED).bind(asked, userNo).all<Row>();
  return new Map(
    results.map(({ no, homeId, kind, name, workspace, key, ...row }) => [
      no,
      {
        place: { id: homeId, workspace, kind, name },
        message: key === null ? undefined : messageIn(row.channelNo, { ...row, key }),
      },
    ]),
  );
}

const NAMES = `SELECT m.id, ${shownName("m")} AS name FROM json_each(?1) asked CROSS JOIN members m ON m.id = asked.value`;

/** What members are called, by public id; those that there are not are left out. */
export async function namesOfMembers(d1: D1Database, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const { results } = await d1.prepare(NAMES).bind(JSON.stringify(ids)).all<{ id: string; name: string }>();
  return new Map(results.map(({ id, name }) => [id, name]));
}
