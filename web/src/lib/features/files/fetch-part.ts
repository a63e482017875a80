/** Bytes of a file of a message, or a part of them. @throws where they cannot be fetched */
export async function fetchPart(address: string, from: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
  const answer = await fetch(address, { headers: { range: `bytes=${from}-${from + length - 1}` } });
  if (!answer.ok) throw new Error(String(answer.status));
  return new Uint8Array(await answer.arrayBuffer());
}

/**
 * Words in the encoding they came in: as their mark says, else UTF-8, else what old Windows writes, which every byte is a letter of. Cut in the
 * middle of a character, the rest of it is left out.
 */
export function decoded(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(bytes, { stream: true });
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be").decode(bytes, { stream: true });
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
  } catch {
    // Not UTF-8: that is the answer.
    return new TextDecoder("windows-1252").decode(bytes);
  }
}
