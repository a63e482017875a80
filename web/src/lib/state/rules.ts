/** The rules of a field, live: the same schemas that the server holds requests to. */
import type * as v from "valibot";
import { parse } from "../../../../protocol/parse.ts";
import { HandleSchema, PasswordSchema } from "../../../../protocol/text.ts";

function sentenceOf(schema: v.GenericSchema<string, string>, value: string): string | undefined {
  const parsed = parse(schema, value);
  return parsed.ok ? undefined : parsed.refusal.sentence;
}
export const handleTrouble = (value: string): string | undefined => sentenceOf(HandleSchema, value);
export const passwordTrouble = (value: string): string | undefined => sentenceOf(PasswordSchema, value);

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
