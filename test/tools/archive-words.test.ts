/** Names in the words of an archive, where somebody else has the handle and a channel the name. */
import { describe, expect, test } from "vitest";
import { NamesHere } from "../../imports/archive/words.ts";

const taken = () => {
  const names = new NamesHere();
  names.person("Benjamin", "benjamin-2");
  names.person("ada", "ada");
  names.channel("general", "general-place");
  return names;
};

describe("where a handle and a name were taken", () => {
  test.each([
    ["a person is named by theirs here", "Ask @benjamin, please.", "Ask @benjamin-2, please."],
    ["in any case, and as often as they are named", "@BENJAMIN and **@benjamin**", "@benjamin-2 and **@benjamin-2**"],
    ["a channel is", "It stands in #General.", "It stands in #general-place."],
    ["whoever kept theirs is named as before", "@ada and @benjamin", "@ada and @benjamin-2"],
    ["in a list and a quote too", "- @benjamin\n> #general", "- @benjamin-2\n> #general-place"],
  ])("%s", (_what, there, here) => expect(taken().inWords(there)).toBe(here));

  test.each([
    ["code", "`@benjamin` and\n```\n@benjamin #general\n```"],
    ["a word with a backslash before it", String.raw`\@benjamin and \#general`],
    ["an address, a package and a longer name", "ben@benjamin.org @benjamin/core @benjaminus #generally"],
    ["a link", "[@benjamin](https://example.org/) https://example.org/#general"],
    ["who the archive does not have", "@carol"],
  ])("%s stays letter for letter", (_what, words) => expect(taken().inWords(words)).toBe(words));

  test("two who take each other's are not mixed up, and what would grow too long stays", () => {
    const names = new NamesHere();
    names.person("ada", "ben");
    names.person("ben", "ben-2");
    expect(names.inWords("@ada asks @ben, `@ada`")).toBe("@ben asks @ben-2, `@ada`");
    const long = `@ben ${"a".repeat(39_995)}`;
    expect(names.inWords(long)).toBe(long);
  });
});

test("where nothing was taken not a letter changes", () => {
  const names = new NamesHere();
  names.person("Ada", "ada");
  names.channel("general", "general");
  const words = "@Ada, #General";
  expect(names.inWords(words)).toBe(words);
});
