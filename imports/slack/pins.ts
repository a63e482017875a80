/** What was pinned in a channel of Slack: the channel's list says it, or the message itself. */
import * as v from "valibot";
import { readAll, Seconds, Text } from "../../protocol/foreign/entries.ts";
import type { Findings } from "../findings.ts";
import type { SourceChannel, SourcePerson, SourcePin } from "../history.ts";
import { addPerson } from "../people.ts";
import { slackKey } from "./authors.ts";

const Listed = v.looseObject({ id: v.string(), type: Text, created: Seconds, user: Text });
const Info = v.looseObject({ pinned_by: Text, pinned_ts: Seconds });

/** The channel's pins by the `ts` of their messages. A file may be pinned without a message: that is said and left out. */
export function pinsOfChannel(
  list: unknown,
  place: string,
  people: Map<string, SourcePerson>,
  findings: Findings,
): Map<string, SourcePin> {
  const pins = new Map<string, SourcePin>();
  for (const { id, type, created, user } of readAll(Listed, list)) {
    if (type === "F") findings.aside("filePins", place);
    else pins.set(id, pinOf(user, created, people));
  }
  return pins;
}

/** The pin that a message tells of itself, in the channel of this id. */
export function pinOnMessage(
  message: Record<string, unknown>,
  channelId: string,
  people: Map<string, SourcePerson>,
): SourcePin | undefined {
  const where = message["pinned_to"];
  if (!Array.isArray(where) || !where.includes(channelId)) return undefined;
  const [info] = readAll(Info, [message["pinned_info"]]);
  return pinOf(info?.pinned_by, info?.pinned_ts, people);
}

function pinOf(user: string | null | undefined, seconds: number | null | undefined, people: Map<string, SourcePerson>) {
  return {
    ...(user && { by: addPerson(people, slackKey(user), undefined, `Unknown (${user})`) }),
    ...(seconds && { at: Math.floor(seconds * 1000) }),
  };
}

/** Says which pins hang on messages that the export does not have. */
export function reportLostPins(
  { messages }: SourceChannel,
  pins: ReadonlyMap<string, SourcePin>,
  place: string,
  findings: Findings,
): void {
  const there = new Set(messages.map(({ anchor }) => anchor));
  for (const ts of pins.keys()) if (!there.has(ts)) findings.aside("strayPins", `${place}, ${ts}`);
}
