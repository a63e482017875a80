/** A picture that moves by itself, stilled: for who asked for less motion, where nobody made a small one of it that stands. */

/** GIF, and by their headers WebP (VP8X, bit "animation") and PNG (a chunk `acTL` before its pixels). */
export function moves(bytes: Uint8Array): boolean {
  const head = new TextDecoder("latin1").decode(bytes.subarray(0, 65_536));
  if (head.startsWith("GIF8")) return true;
  if (head.startsWith("RIFF") && head.startsWith("WEBPVP8X", 8)) return ((bytes[20] ?? 0) & 0x02) !== 0;
  return head.startsWith("PNG", 1) && head.slice(0, Math.max(0, head.indexOf("IDAT"))).includes("acTL");
}

export interface Still {
  /** blob: of the picture, or of its first one. Its owner revokes it. */
  address: string;
  moves: boolean;
}

/** @throws where it cannot be fetched or drawn */
export async function stillOf(address: string): Promise<Still> {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(String(answer.status));
  const blob = await answer.blob();
  if (!moves(new Uint8Array(await blob.arrayBuffer()))) return { address: URL.createObjectURL(blob), moves: false };
  const bitmap = await createImageBitmap(blob);
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  canvas.getContext("2d")?.drawImage(bitmap, 0, 0);
  bitmap.close();
  return { address: URL.createObjectURL(await canvas.convertToBlob()), moves: true };
}
