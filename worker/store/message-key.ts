/**
 * The key of a message in D1: its channel's number and its place in one integer, so that a page of a channel is a range of the primary
 * key and no second index is written. Exact in a double up to channel 2,097,151 (2^53 / 2^32).
 */
import { sql } from "drizzle-orm";

export const KEYS_PER_CHANNEL = 2 ** 32;
/** The same for statements: a number in their text, since a parameter would be a value that the planner does not know. */
export const KEYS = sql.raw(String(KEYS_PER_CHANNEL));

export const keyOf = (channelNo: number, seq: number) => channelNo * KEYS_PER_CHANNEL + seq;
export const seqOf = (channelNo: number, key: number) => key - channelNo * KEYS_PER_CHANNEL;
/** Every message of the channel has a key up to this one. */
export const lastKeyOf = (channelNo: number) => keyOf(channelNo, KEYS_PER_CHANNEL - 1);
