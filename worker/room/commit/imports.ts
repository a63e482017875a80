/** A batch of messages that an import brings. */
import type { ImportMessage, Message } from "../../../protocol/index.ts";
import type { ChannelFacts, Imported } from "../contract.ts";
import type { OlderIds } from "../log/older-ids.ts";
import { atOnce } from "../log/at-once.ts";
import type { RoomLog } from "../log/room-log.ts";
import type { MessageRules } from "./rules.ts";

interface Host {
  storage: DurableObjectStorage;
  log: RoomLog;
  olderIds: OlderIds;
  rules: MessageRules;
  posted: (messages: Message[], afterRev: number) => void;
}

/** See `importMessages` in contract.ts. */
export async function storeImported(
  { storage, log, olderIds, rules, posted }: Host,
  { channelNo }: ChannelFacts,
  messages: ImportMessage[],
  brought?: string,
): Promise<Imported> {
  if (log.lacksIds) await olderIds.read(channelNo);
  const newest = log.at(log.head.seq);
  // What somebody moved here is theirs, wherever it came from: an import does not go on behind it.
  const isBrought = newest?.meta?.moved === undefined && (newest?.meta?.imported === true || newest?.id === brought);
  const isOfPeople = newest !== undefined && !isBrought;
  if (isOfPeople && messages.some(({ id }) => log.seqOf(id) === undefined))
    return { stored: 0, known: 0, places: [], takenOverBy: { message: newest.id, author: newest.author } };
  const afterRev = log.head.rev;
  const stored = atOnce({ storage, log }, () => messages.flatMap((message) => rules.storeImported(message) ?? []));
  const places = messages.flatMap(({ id }) => ({ id, seq: log.seqOf(id) ?? 0 }));
  if (stored.length > 0) posted(stored, afterRev);
  return { stored: stored.length, known: messages.length - stored.length, places };
}
