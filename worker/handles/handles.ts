/** Handles: how they are kept, and what to offer instead of a taken one. When two read the same is told in skeleton.ts. */
import { HANDLE_MAX_CHARS, HandleSchema, parse } from "../../protocol/index.ts";
import { Refused } from "../refused.ts";

export { handleKey } from "../../protocol/index.ts";
export { skeletonOf } from "./skeleton.ts";

/**
 * The form in which a handle is kept and shown: lower case, so that I and l cannot pass for each other, compatibility forms
 * resolved.
 * @throws Refused `invalid` where that form is not a handle any more.
 */
export function tidyHandle(handle: string): string {
  const tidied = parse(HandleSchema, handle.normalize("NFKC").toLowerCase().normalize("NFC"));
  if (!tidied.ok) throw new Refused({ ...tidied.refusal, field: "account.handle" });
  return tidied.value;
}

/** Handles near to this one, best first, each a valid handle. Which of them are free is for the store to say. */
export function handlesLike(handle: string): string[] {
  // Digits that look like letters are left out: they would fold into another word.
  return [2, 3, 4, 5, 6, 7, 8, 9, 22, 23, 24, 25]
    .map((n) => withSuffix(handle, String(n)))
    .concat(withSuffix(handle, `-${randomMark()}`));
}

function withSuffix(handle: string, suffix: string): string {
  const stem = [...handle];
  while (stem.join("").length + suffix.length > HANDLE_MAX_CHARS) stem.pop();
  return stem.join("").replace(/[^\p{L}\p{M}\p{N}]+$/u, "") + suffix;
}

/** Four characters without look-alikes, for guests and last resorts. */
export function randomMark(): string {
  const letters = "23456789abcdefghjkmnpqrstuvwxyz";
  return Array.from(crypto.getRandomValues(new Uint8Array(4)), (byte) => letters[byte % letters.length]).join("");
}
