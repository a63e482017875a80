/** What is shown of a text: its first lines, from its first bytes; or, when somebody asks, up to where a browser stays quick. */
const HEAD_BYTES = 4_096;
const WHOLE_MAX_BYTES = 512 * 1024;
const LINES = 8;

export interface ShownText {
  text: string;
  /** It is the whole file. */
  isAll: boolean;
}

/** @throws where it cannot be fetched */
export async function textOf(address: string, size: number, isWhole: boolean): Promise<ShownText> {
  const most = isWhole ? WHOLE_MAX_BYTES : HEAD_BYTES;
  const answer = await fetch(address, { headers: { range: `bytes=0-${most - 1}` } });
  if (!answer.ok) throw new Error(String(answer.status));
  // Cut in the middle of a character, the rest of it is left out.
  const text = new TextDecoder().decode(new Uint8Array(await answer.arrayBuffer()), { stream: true });
  return { text: text.replace(/\r\n?/gu, "\n"), isAll: size <= most };
}

export const firstLines = (text: string): string => text.split("\n").slice(0, LINES).join("\n").trimEnd();
