/** Keys of people and channels: what the server knows them by, in every run. */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { cleanText } from "../protocol/foreign/references.ts";
import type { Source } from "./history.ts";

/** The server takes 200. */
const KEY_MAX_CHARS = 180;

/** @param id the source's own name for it; a long one is known by its hash */
export function sourceKey(source: Source, id: string): string {
  const clean = cleanText(id);
  const key = `${source}:${clean}`;
  return key.length <= KEY_MAX_CHARS ? key : `${source}:${hashOf(clean)}`;
}

/** 24 hexadecimal digits. */
export const hashOf = (text: string): string => bytesToHex(sha256(utf8ToBytes(text)).subarray(0, 12));
