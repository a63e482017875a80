import type { Message } from "../../../../../protocol/index.ts";

/** Addresses that people hand to each other. */
export const joinLink = (code: string): string => `${location.origin}/join/${code}`;
export const channelLink = (channelId: string): string => `${location.origin}/c/${channelId}`;
/** Inside PLACE: a thread beside its channel. `reply`: `seq` of a message in it. */
export const threadAddress = (channelId: string, threadId: string, reply?: number): string =>
  `/c/${channelId}?thread=${threadId}${reply === undefined ? "" : `&reply=${reply}`}`;

/** Inside PLACE: a message where it stands. `place`: the channel that a thread hangs in. */
export const placeAddress = ({
  channel,
  seq,
  place,
}: {
  channel: string;
  seq: number;
  place?: { id: string };
}): string => (place && place.id !== channel ? threadAddress(place.id, channel, seq) : `/c/${channel}#${seq}`);

/** The id of the thread that it belongs to, where there is one. */
export const threadOn = ({ meta }: Message): string | undefined => meta?.fromThread?.channel ?? meta?.thread?.channel;
