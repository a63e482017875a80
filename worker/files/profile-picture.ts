/** Pictures of people: what a data URL holds, believed only where its first bytes say the same. */
import { Refused } from "../refused.ts";
import { because } from "../../protocol/reasons.ts";

const TYPES: Record<string, (bytes: Uint8Array) => boolean> = {
  "image/png": (bytes) => starts(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
  "image/jpeg": (bytes) => starts(bytes, [0xff, 0xd8, 0xff]),
  "image/webp": (bytes) =>
    starts(bytes, [0x52, 0x49, 0x46, 0x46]) && starts(bytes.subarray(8), [0x57, 0x45, 0x42, 0x50]),
};
const starts = (bytes: Uint8Array, mark: number[]) => mark.every((byte, at) => bytes[at] === byte);

/** @throws Refused `invalid` for what is not the image it says it is. */
export function readPicture(dataUrl: string): { type: string; bytes: Uint8Array<ArrayBuffer> } {
  const [, type = "", base64 = ""] = /^data:([a-z/]+);base64,(.*)$/u.exec(dataUrl) ?? [];
  const bytes = new Uint8Array(Buffer.from(base64, "base64"));
  if (!TYPES[type]?.(bytes)) {
    throw new Refused("invalid", {
      ...because("picture_unreadable"),
      field: "picture",
    });
  }
  return { type, bytes };
}
