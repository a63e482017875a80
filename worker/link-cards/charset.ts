/** The words of a page, whatever it is encoded in. */

/** So far into a page its own word on its encoding is looked for (HTML, 13.2.3.2: prescan a byte stream). */
const PRESCAN_BYTES = 1_024;

/**
 * By its mark of order, then by its header, then by what it says itself (where that is UTF-16 it is wrong: it was read), else UTF-8; whatever is none of the encodings of the web is UTF-8 too.
 * @param header the page's `content-type`
 */
export function textOf(body: Uint8Array, header: string): string {
  const own = charsetIn(latin(body.subarray(0, PRESCAN_BYTES)))?.replace(/^utf-16.*/u, "utf-8");
  const label = byMark(body) ?? charsetIn(header) ?? own ?? "utf-8";
  return decoderOf(label).decode(body);
}

function byMark(body: Uint8Array): string | undefined {
  const [a, b, c] = body;
  if (a === 0xef && b === 0xbb && c === 0xbf) return "utf-8";
  if (a === 0xfe && b === 0xff) return "utf-16be";
  return a === 0xff && b === 0xfe ? "utf-16le" : undefined;
}

/** In a header's `charset=…`, a `<meta charset>`, or a `<meta http-equiv>` with such a header in it. */
function charsetIn(text: string): string | undefined {
  return /charset\s*=\s*["']?\s*([\w.:-]+)/iu.exec(text)?.[1]?.toLowerCase();
}

const latin = (bytes: Uint8Array) => new TextDecoder("latin1").decode(bytes);

function decoderOf(label: string): TextDecoder {
  try {
    return new TextDecoder(label);
  } catch {
    // No encoding of the web: what it should have been.
    return new TextDecoder();
  }
}
