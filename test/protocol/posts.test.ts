import { expect, it } from "vitest";
import { contentOf, PostContent } from "../../protocol/posts.ts";

it("what waits to be let through is all that was posted, and nothing that was put beside it", () => {
  const posted = Object.fromEntries(Object.keys(PostContent.entries).map((field) => [field, field]));
  const { files: _, ...content } = posted;
  expect(contentOf({ ...posted, id: "m-1", approved: true, program: {} } as never)).toEqual(content);
  expect(contentOf({ body: "hello", replyTo: undefined } as never)).toEqual({ body: "hello" });
});
