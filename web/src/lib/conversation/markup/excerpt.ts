import { t } from "#texts/conversation";

/** The first words of a message without their markup, for one line or a few. Pure. */
export function excerpt(body: string, longest = 200): string {
  const words = body
    .slice(0, longest * 4)
    .replace(/^\s*(?:```|~~~).*$/gmu, "")
    .replace(/^\s{0,3}(?:>\s?|#{1,6}\s+)+/gmu, "")
    .replace(/!?\[([^\]]*)\]\([^)\s]*\)/gu, "$1")
    .replace(/\|\|(?=\S)[^|\n]*?\|\|/gu, t.spoiler)
    .replace(/(\*{1,3}|`+|~~|__)(?=\S)(.+?)(?<=\S)\1/gu, "$2")
    .replace(/\s+/gu, " ")
    .trim();
  const characters = [...words];
  return characters.length <= longest ? words : `${characters.slice(0, longest).join("").trimEnd()}…`;
}
