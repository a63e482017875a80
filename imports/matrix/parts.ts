/** What becomes of the parts of a Matrix export; see `accounting.ts`. */
import { each, type Parts } from "../accounting.ts";

const MACHINE = "programsOnly";
const COPY = "copies";

export const ROOM_PARTS: Parts = {
  ...each(true, "room_name topic messages"),
  ...each(MACHINE, "room_creator export_date exported_by"),
};
export const EVENT_PARTS: Parts = {
  ...each(
    true,
    "type event_id sender origin_server_ts room_id content.body content.formatted_body content.msgtype content.format",
  ),
  ...each(true, "content.m content.filename content.info.size content.org unsigned.redacted_because"),
  ...{ content: MACHINE, unsigned: MACHINE, age: MACHINE, user_id: COPY, state_key: MACHINE, redacts: COPY },
};
