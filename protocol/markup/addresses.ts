/** Where an address of the web or of mail stands in a text, and where it ends. Pure. */
import { anyOf } from "./any-of.ts";

/** Longer ones are text, in characters. */
const LONGEST = 2_000;

/** `http:`, `https:` and `mailto:` and nothing else, whatever it is dressed up as; null for what is no address. */
export function allowedAddress(href: string): string | null {
  // Browsers drop tabs and line ends inside an address before they read the scheme.
  const address = href.replace(/[\u0000-\u0020\u007f-\u009f]+/gu, "");
  if (/^mailto:[^?]/iu.test(address)) return address;
  if (!/^https?:\/\//iu.test(address)) return null;
  try {
    return new URL(address).href;
  } catch {
    return null;
  }
}

export interface Address {
  /** Index behind its last character. */
  end: number;
  href: string;
}

// Blanks, quotes and the marks of other scripts end an address; brackets and full stops only at its end, see `tidied`.
const NOT_IN_ADDRESS = '<>"`|。、，；：！？“”„‟‘’‚«»‹›—「」『』【】《》〈〉…\u061b\u061f\u060c\u06d4';
const WEB = new RegExp(`(?:https?://|www\\.)[^\\s${NOT_IN_ADDRESS}]+`, "iuy");
const HOST =
  /^[\p{L}\p{N}_](?:[\p{L}\p{M}\p{N}_-]*[\p{L}\p{M}\p{N}])?(?:\.[\p{L}\p{N}_](?:[\p{L}\p{M}\p{N}_-]*[\p{L}\p{M}\p{N}])?)*\.?$/u;

/** The address of the web that begins at this index, without the marks of the sentence behind it. */
export function webAddressAt(text: string, at: number): Address | null {
  // Not in the middle of a word, but beside one of a script without blanks.
  if (/[\p{Script=Latin}\p{N}_]/u.test(text[at - 1] ?? "")) return null;
  WEB.lastIndex = at;
  const found = WEB.exec(text)?.[0];
  if (found === undefined || found.length > LONGEST) return null;
  const written = withPlainHost(tidied(found));
  const hasScheme = /^https?:/iu.test(written);
  const host = hostIn(written);
  if (!HOST.test(host) || (!hasScheme && !/^www\.[^.]+\../u.test(written))) return null;
  const href = allowedAddress(hasScheme ? written : `http://${written}`);
  return href === null ? null : { end: at + written.length, href };
}

const hostIn = (written: string): string => /^(?:https?:\/\/)?(?:[^/?#]*@)?([^/?#:]*)/iu.exec(written)?.[1] ?? "";

/** Without what ends the sentence, and without a bracket that was opened in front of the address. */
function tidied(written: string): string {
  let text = written;
  for (;;) {
    const last = text.at(-1) as string;
    if (/[?!.,:;*_'~]/u.test(last)) text = text.slice(0, -1);
    else if (")]}）］".includes(last) && count(text, last) > count(text, OPENING[last] as string))
      text = text.slice(0, -1);
    else return text;
    if (text === "") return "";
  }
}
const OPENING: Record<string, string> = { ")": "(", "]": "[", "}": "{", "）": "（", "］": "［" };
const count = (text: string, char: string) => text.split(char).length - 1;

/** `https://example.org和`: a last part of Latin letters ends where another script begins, if nothing of a path came before. */
function withPlainHost(written: string): string {
  const end = /^(?:https?:\/\/)?(?:[^/?#]*@)?[^/?#:]*\.[A-Za-z]{2,}(?=[^\u0000-\u02ff./?#:@-])/u.exec(written)?.[0];
  return end !== undefined && !/[/?#]/u.test(end.replace(/^https?:\/\//iu, ""))
    ? written.slice(0, end.length)
    : written;
}

const MAIL =
  /(?<![\p{L}\p{N}._%+@/-])[A-Za-z0-9](?:[A-Za-z0-9._%+-]{0,62}[A-Za-z0-9_])?@(?:[A-Za-z0-9][A-Za-z0-9-]{0,62}\.)+[A-Za-z]{2,24}(?![\p{L}\p{N}_@-])/gu;

/** The addresses of mail in a text, in order. */
export function mailAddressesIn(text: string): { at: number; end: number }[] {
  if (!text.includes("@")) return [];
  return [...text.matchAll(MAIL)].map(({ index, 0: { length } }) => ({ at: index, end: index + length }));
}

/** `<https://example.org>` and `<ada@example.org>`. */
export function angledAddressAt(text: string, at: number): { written: string; href: string } | null {
  const written = /^<((?:https?:\/\/|mailto:)[^\s<>]+|[^\s<>@]+@[^\s<>@]+)>/iu.exec(text.slice(at, at + LONGEST))?.[1];
  if (written === undefined) return null;
  const isMail = !/^(?:https?|mailto):/iu.test(written);
  if (isMail && mailAddressesIn(written)[0]?.end !== written.length) return null;
  const href = allowedAddress(isMail ? `mailto:${written}` : written);
  return href === null ? null : { written, href };
}

/** Letters of other scripts that look like Latin ones, and characters that are not seen. */
const LATIN_LETTERS_LIKE = "ᴀ-ᴢꜰꜱıɩȷɑɡ";
const LATIN_LIKE = anyOf(`аԁеһіїјӏорсуѕхѵԛԝгαεικνορτυχγօոսցհյ${LATIN_LETTERS_LIKE}`);
const ODD_LATIN = anyOf(LATIN_LETTERS_LIKE);

/**
 * True for a host that is not what it seems: letters of several scripts in one of its parts, or a part of another script that is
 * made of nothing but what looks Latin. `müller.example` and `例え.jp` are what they seem.
 * @param host as it is shown, before it becomes `xn--…`
 */
export function isDisguised(host: string): boolean {
  return host
    .toLowerCase()
    .split(".")
    .some((part) => {
      const letters = [...part].filter((char) => /\p{L}/u.test(char));
      const latin = letters.filter((char) => /\p{Script=Latin}/u.test(char));
      const mixing = letters.filter((char) =>
        /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}]/u.test(char),
      );
      if (mixing.length > 0) return latin.length > 0 || letters.every((char) => LATIN_LIKE.test(char));
      return letters.some((char) => ODD_LATIN.test(char)) || /\p{Default_Ignorable_Code_Point}/u.test(part);
    });
}
