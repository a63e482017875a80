/** When questions of before are looked for, and when not. */
import { expect, test } from "vitest";
import { similarQuestions } from "../../web/src/lib/features/search/writing-aid.ts";
import { channelOf } from "../support/web-class.ts";

const asks = (text: string, name = "general", kind: "public" | "dm" = "public") =>
  similarQuestions.writingAid?.isFor(text, channelOf("c", { name, kind }));

test("R126: a word that ends in a question mark makes a question, of whatever script", () => {
  for (const text of ["why is it red?", "كيف أعكس القائمة؟", "なぜですか？", "is it `x`? I think", "really (why?) so"])
    expect(asks(text), text).toBe(true);
  for (const text of ["why is it red", "?", "a ? b : c", "/poll really?", "https://x.org/?q=1"])
    expect(asks(text), text).toBe(false);
});

test("R126: in a channel of questions some words are enough; to somebody alone nothing is looked for", () => {
  for (const name of ["homework-help", "questions", "Q&A", "q-and-a", "أسئلة"])
    expect(asks("my list loses elements", name), name).toBe(true);
  expect(asks("my list", "help")).toBe(false);
  expect(asks("my list loses elements", "helpless")).toBe(false);
  expect(asks("why is it red?", "", "dm")).toBe(false);
});
