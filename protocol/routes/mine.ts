/** What is mine over all classes, to be taken along. */
import { MyWordsQuery, MyWordsSchema, StoredAboutMeSchema } from "../mine.ts";
import type { Row } from "./route.ts";

export const mine = {
  words: {
    method: "GET",
    path: "/account/words",
    needs: "account",
    query: MyWordsQuery,
    answer: () => MyWordsSchema,
    since: "0.4",
    says: "what I wrote and reacted to, in every class that I am or was in, a part at a time: channel by channel, from the oldest on, until `next` is null",
  },
  stored: {
    method: "GET",
    path: "/account/stored",
    needs: "account",
    answer: () => StoredAboutMeSchema,
    since: "0.4",
    says: "every row that PLACE has about me, but for what I wrote, without hashes and secrets",
  },
} as const satisfies Record<string, Row>;
