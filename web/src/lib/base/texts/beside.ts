import { isFromRight } from "./language.ts";

/** Words of people's own, in a sentence or a line written from the right: they keep their direction, and their sign (`@ada`). */
export const isolated = (words: string): string => (isFromRight ? `\u2068${words}\u2069` : words);

/** Short facts in one line, without those that are empty: "@ada · she/her". */
export const beside = (...facts: (string | false | null | undefined)[]): string =>
  facts
    .filter((fact) => typeof fact === "string" && fact !== "")
    .map((fact) => isolated(String(fact)))
    .join(" · ");
