/** The name of a file as it is sent: what a disk lets stand in it and a message does not is taken out, so that the message goes. */
import { FILE_NAME_MAX_CHARS } from "../../../../../protocol/limits.ts";

/** Signs that nobody sees, and those that turn the letters behind them around: `gpj.exe` would read `exe.jpg`. */
const UNSEEN = /[\p{Cc}\p{Cs}\u061c\u200b\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069\ufeff]/gu;

/** Without folders, as the server stores it. Of a name that is too long the ending stays, by which people and programs know what it is. */
export function sendableName(name: string): string {
  const seen = name
    .replace(UNSEEN, "")
    .replace(/^.*[/\\]/su, "")
    .trim();
  if (/^\.{0,2}$/u.test(seen)) return "file";
  if (seen.length <= FILE_NAME_MAX_CHARS) return seen;
  const [ending = ""] = /\.\w{1,10}$/u.exec(seen) ?? [];
  // Half of a character is none.
  return seen.slice(0, FILE_NAME_MAX_CHARS - ending.length).replace(/\p{Cs}$/u, "") + ending;
}
