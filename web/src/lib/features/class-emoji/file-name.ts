/** What an emoji could be called, by the name of its file. Pure. */
import { EMOJI_NAME_MAX_CHARS, EMOJI_NAME_MIN_CHARS } from "../../../../../protocol/limits.ts";

/** What browsers and cameras call what has no name. */
const NO_NAME = /^(?:image|img|picture|photo|screenshot|untitled|clipboard)?[_\d-]*$/u;

/** Empty where the file's name makes none. */
export function nameFromFile(fileName: string): string {
  const name = fileName
    .replace(/\.[^.]*$/u, "")
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9_+-]+/gu, "_")
    .slice(0, EMOJI_NAME_MAX_CHARS)
    .replace(/^[_-]+|[_-]+$/gu, "");
  return name.length < EMOJI_NAME_MIN_CHARS || !/[a-z]/u.test(name) || NO_NAME.test(name) ? "" : name;
}
