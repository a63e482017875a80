/** The files of one message from D1, in the round trip that also finds out who asks for them. */
import { heldBy, type LinkCard, type MessageFile } from "../../protocol/index.ts";
import { KEYS_PER_CHANNEL } from "./message-key.ts";
import { sessionLookupBeside, type SessionQuery } from "./session-lookup.ts";
import { channelContextReader, channelLookupStatement, type ChannelLookup } from "./session-with-channel.ts";

// Nothing is read for those who are not inside. CROSS JOIN keeps the order: from those who ask to what each of them asks for.
const FILES = `SELECT asked.key AS askedNo, json_extract(m.meta, '$.files') AS files, json_extract(m.meta, '$.cards') AS cards FROM json_each(?1) asked
  CROSS JOIN sessions s ON s.token_hash = json_extract(asked.value, '$[0]') AND s.expires_at > ?2
  CROSS JOIN channels c ON c.id = json_extract(asked.value, '$[1]')
  CROSS JOIN members p ON p.workspace_no = c.workspace_no AND p.user_no = s.user_no AND p.left_at IS NULL
  CROSS JOIN memberships i ON i.channel_no = coalesce(c.parent_no, c.no) AND i.member_no = p.no
  CROSS JOIN messages m ON m.key = c.no * ${KEYS_PER_CHANNEL} + json_extract(asked.value, '$[2]')
  WHERE m.deleted_at IS NULL`;

interface Row {
  askedNo: number;
  files: string | null;
  cards: string | null;
}

const read = sessionLookupBeside(
  { ...channelLookupStatement(), reader: channelContextReader },
  {
    sql: FILES,
    most: 32,
    read: (_row, [found]: Row[]): { files: MessageFile[] } => ({
      files: heldBy({
        files: found?.files ? (JSON.parse(found.files) as MessageFile[]) : [],
        cards: found?.cards ? (JSON.parse(found.cards) as LinkCard[]) : [],
      }),
    }),
  },
);

/** None where D1 does not have the message, or has it as deleted. */
export function readSessionAndFiles(
  d1: D1Database,
  arriving: SessionQuery,
  seq: number,
): Promise<ChannelLookup & { files: MessageFile[] }> {
  return read(d1, { ...arriving, values: [seq] });
}
