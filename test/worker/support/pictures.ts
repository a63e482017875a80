/** Small pictures as browsers write them, and files that only look like one. */
import { env } from "cloudflare:workers";
import { publicId } from "../../../worker/store/public-id.ts";
import type { Classroom, Somebody } from "./classroom.ts";

const bytesOf = (base64: string) => new Uint8Array(Buffer.from(base64, "base64"));

/** 37 by 21 pixels, but for the GIF, which is 1 by 1. */
export const PNG = bytesOf(
  "iVBORw0KGgoAAAANSUhEUgAAACUAAAAVCAYAAADB5CeuAAAAXklEQVR4AezSQQ0AIAxD0YElXOACZbhABZ7Awl+yw5aUpLce6IN+x3jZ0i3h0aXoo9SR2vMZCV3u7dWR8i6L7kuKikpKUlSA9ur8qXWakdDl3l4dKe+y6L6kqGhKqQ8AAP//V1XWPAAAAAZJREFUAwDLVm9A66ZmkwAAAABJRU5ErkJggg==",
);
export const GIF = bytesOf("R0lGODlhAQABAIAAAP8AAAAA/ywAAAAAAQABAAACAkQBADs=");
export const WEBP_LOSSY = bytesOf(
  "UklGRmgAAABXRUJQVlA4IFwAAACwBACdASolABUAPtFgp0+oJSMiJWsxABoJZADDYqAAIV/B7deuuNJ5JWLja1kAAP5tzZsj1OdrmD9/+qTM40NTXoCcqLilnDy0X63D/yovn2z07zUPXjAXdwAAAA==",
);
export const WEBP_LOSSLESS = bytesOf(
  "UklGRjIAAABXRUJQVlA4TCYAAAAvJAAFAA/wPtuHra3M/IcHzLRtAyVUyzzq1w1BRP/nQZUN+dfCCQ==",
);
/** The head of a progressive one. */
export const JPEG = new Uint8Array([
  ...[0xff, 0xd8, 0xff, 0xe0, 0, 16, ...Buffer.from("JFIF\0"), 1, 1, 0, 0, 1, 0, 1, 0, 0],
  ...[0xff, 0xdb, 0, 4, 0, 0, 0xff, 0xc2, 0, 11, 8, 0, 21, 0, 37, 1, 1, 0x11, 0, 0xff, 0xd9],
]);

export function pngOf(width: number, height: number): Uint8Array {
  const bytes = PNG.slice();
  const view = new DataView(bytes.buffer);
  view.setUint32(16, width);
  view.setUint32(20, height);
  return bytes;
}
/** A screen of one pixel with a frame that is larger: browsers show the frame. */
export function gifWithFrameOf(width: number, height: number): Uint8Array {
  const bytes = GIF.slice();
  const view = new DataView(bytes.buffer);
  view.setUint16(24, width, true);
  view.setUint16(26, height, true);
  return bytes;
}
/** The file with nothing behind it, up to that many bytes. */
export function padded(bytes: Uint8Array, size: number): Uint8Array {
  const longer = new Uint8Array(size);
  longer.set(bytes);
  return longer;
}

/** As a browser reads a file: what it says of the type is the file's name's, and need not be so. */
export const dataUrl = (bytes: Uint8Array | string, type = "image/png") =>
  `data:${type};base64,${Buffer.from(bytes).toString("base64")}`;

/** An emoji put straight into D1, without a picture. */
export async function offer(classroom: Classroom, by: Somebody, ...names: string[]): Promise<void> {
  const insert = env.DB.prepare(
    "insert into emoji (workspace_no, name, version, type, bytes, created_by, created_at) values (?, ?, ?, 'image/png', 1, ?, 1)",
  );
  await env.DB.batch(names.map((name) => insert.bind(classroom.no, name, publicId(), by.no)));
}
