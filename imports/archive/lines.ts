/** The lines of an entry of an archive. */
import * as v from "valibot";
import { MessageLineSchema, type MessageLine } from "../../protocol/archive/schemas.ts";
import { placeIn } from "../places.ts";
import { CannotRead, trouble, type Trouble } from "../trouble.ts";

export const messagesIn = (entry: string, text: string): MessageLine[] => linesOf(MessageLineSchema, entry, text);

/** @throws CannotRead where one of them is none, naming it */
export function linesOf<S extends v.GenericSchema>(schema: S, entry: string, text: string): v.InferOutput<S>[] {
  const wrong = (n: number, why: Trouble) =>
    new CannotRead(trouble("wrongIn"), [{ place: placeIn(entry, "line", n + 1), why }]);
  return text
    .replace(/\n$/u, "")
    .split("\n")
    .map((line, n) => {
      let json: unknown;
      try {
        json = JSON.parse(line);
      } catch {
        throw wrong(n, trouble("notJson"));
      }
      const parsed = v.safeParse(schema, json, { abortEarly: true });
      if (parsed.success) return parsed.output;
      const field = v.getDotPath(parsed.issues[0]);
      throw wrong(n, field === null ? trouble("notLine") : trouble("fieldWrong", { field }));
    });
}
