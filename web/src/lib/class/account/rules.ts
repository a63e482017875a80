/** The rules of a field, live: the same schemas that the server holds requests to. */
import { t } from "#texts/rules";
import * as v from "valibot";
import {
  HANDLE_MAX_CHARS,
  HANDLE_MIN_CHARS,
  PASSWORD_MAX_CHARS,
  PASSWORD_MIN_CHARS,
} from "../../../../../protocol/limits.ts";
import { refusal } from "../../../../../protocol/refusals.ts";
import { HandleSchema, PasswordSchema } from "../../../../../protocol/text.ts";
import { sentenceOf } from "../../base/texts/refusals.ts";

/** What a schema demands, by valibot's name for it, and what is said where that is not met. */
type Rules = Readonly<Record<string, string>>;
const HANDLE: Rules = {
  min_length: t.handleTooShort({ count: HANDLE_MIN_CHARS }),
  max_length: t.handleTooLong({ count: HANDLE_MAX_CHARS }),
  regex: t.handleLetters,
  check: t.handleUnseen,
};
const PASSWORD: Rules = {
  min_length: t.passwordTooShort({ count: PASSWORD_MIN_CHARS }),
  max_length: t.passwordTooLong({ count: PASSWORD_MAX_CHARS }),
  check: sentenceOf(refusal("not_text")),
};

function troubleOf(schema: v.GenericSchema<string, string>, rules: Rules, value: string): string | undefined {
  const broken = v.safeParse(schema, value, { abortEarly: true }).issues?.[0];
  return broken && (rules[broken.type] ?? sentenceOf(refusal("invalid")));
}
export const handleTrouble = (value: string): string | undefined => troubleOf(HandleSchema, HANDLE, value);
export const passwordTrouble = (value: string): string | undefined => troubleOf(PasswordSchema, PASSWORD, value);

/** A handle made of a name, to start from. Empty where the name leaves nothing to make one of. */
export function handleFrom(name: string): string {
  const handle = name
    .toLowerCase()
    .normalize("NFKC")
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ".")
    .slice(0, 20)
    .replace(/^\.+|\.+$/gu, "");
  return handleTrouble(handle) === undefined ? handle : "";
}
