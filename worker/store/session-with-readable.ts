/**
 * Who is calling, where they stand in the workspace, and what they may read there: what a search, and each key in its field, begins with.
 * One round trip for all who ask at once.
 */
import { sql } from "drizzle-orm";
import { MY_CHANNEL, type ReadableChannel } from "./readable-channels.ts";
import { sessionLookupBeside } from "./session-lookup.ts";
import { workspaceContextReader, workspaceLookupStatement, type WorkspaceLookupRow } from "./session-with-workspace.ts";
import type { MembershipContext } from "./membership-context.ts";

/** Of a class of a hundred channels that is some 10 KB for each who asks. */
const MOST = 32;

// Nothing is read for those who are not inside. CROSS JOIN keeps the order: from those who ask to their own memberships.
const MINE = `json_each(?1) asked
  CROSS JOIN sessions s ON s.token_hash = json_extract(asked.value, '$[0]') AND s.expires_at > ?2
  CROSS JOIN workspaces w ON w.id = json_extract(asked.value, '$[1]')
  CROSS JOIN members m ON m.workspace_no = w.no AND m.user_no = s.user_no AND m.left_at IS NULL
  CROSS JOIN memberships mine INDEXED BY memberships_in_channels ON mine.member_no = m.no AND mine.active_at IS NULL`;
const CHANNELS = `SELECT asked.key AS askedNo, ${MY_CHANNEL} FROM ${MINE}
  CROSS JOIN channels c ON c.no = mine.channel_no AND c.workspace_no = w.no AND c.kind <> 'thread'`;
const HOMES = `SELECT asked.key AS askedNo, mine.channel_no AS no FROM ${MINE}`;

/** What somebody may read now. */
export interface Readable {
  channels: ReadableChannel[];
  /** Words that mean the same in the class. */
  synonyms: string[][];
}
/** The numbers of the channels that somebody may read now, and nothing else of them: half the rows. */
export interface ReadableHomes {
  homes: number[];
}

const synonyms = sql<string | null>`(select groups from synonyms where workspace_no = "workspaces"."no")`;
interface WithSynonyms extends WorkspaceLookupRow {
  synonyms: string | null;
}

/** `placeId` is the workspace's. What is read of who is not in it is nothing. */
export const readSessionWithChannels = sessionLookupBeside(
  {
    ...workspaceLookupStatement({ synonyms: synonyms.as("synonyms") }),
    reader: workspaceContextReader as () => (row: WithSynonyms) => MembershipContext | undefined,
  },
  {
    sql: CHANNELS,
    most: MOST,
    read: (row, channels: (ReadableChannel & { askedNo: number })[]): Readable => ({
      channels,
      synonyms: row?.synonyms ? (JSON.parse(row.synonyms) as string[][]) : [],
    }),
  },
);

/** `placeId` is the workspace's. */
export const readSessionWithHomes = sessionLookupBeside(
  { ...workspaceLookupStatement(), reader: workspaceContextReader },
  {
    sql: HOMES,
    most: MOST,
    read: (_row, mine: { askedNo: number; no: number }[]): ReadableHomes => ({ homes: mine.map(({ no }) => no) }),
  },
);
