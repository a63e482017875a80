/** What the contract says of an input that it refuses. */
import { parse, REFUSALS, type RefusalCode } from "../../../protocol/index.ts";

export type Schema = Parameters<typeof parse>[0];
export const ids = (count: number) => Array.from({ length: count }, (_, i) => `member-${i}`);
export const usual = (code: RefusalCode) => REFUSALS[code].sentence;

/** What `parse` says of it: nothing for what is fine. */
export function refused(schema: Schema, input: unknown): string | undefined {
  const parsed = parse(schema, input);
  if (parsed.ok) return undefined;
  const { code, sentence, field } = parsed.refusal;
  return `${field === undefined ? "" : `${field}: `}${sentence === usual(code) ? code : sentence}`;
}
