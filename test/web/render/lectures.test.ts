/** "Lectures": the checkpoints of a class, as the contents of the course. */
import { expect, test } from "vitest";
import { RefusedError } from "../../../client/index.ts";
import { refusal, type Checkpoint } from "../../../protocol/index.ts";
import { rows } from "../../../web/src/lib/shell/sidebar/rows.ts";
import Lectures from "../../../web/src/routes/(class)/w/[workspace]/lectures/+page.svelte";
import { channelOf, classroom, mapOf, type Fakes } from "../../support/web-class.ts";
import { drawn, eventually } from "./support/drawn.ts";

const CHANNELS = mapOf(channelOf("lectures", { name: "lectures" }), channelOf("labs", { name: "labs" }));
const at = Date.parse("2026-10-05T10:00:00Z");
const page = (checkpoints: Checkpoint[] | Error, role: "student" | "teacher" = "student") => {
  const fakes: Fakes = {
    "personal.checkpoints": async () => {
      if (checkpoints instanceof Error) throw checkpoints;
      return { checkpoints };
    },
  };
  const me = { member: "ada", role, guest: false };
  return drawn(Lectures, {}, { workspace: classroom({ channels: CHANNELS, me }, fakes).workspace });
};

test("R40: stands above the channels, in the sidebar", () => {
  expect(rows.map(({ path, label }) => [path, label])).toContainEqual(["lectures", "Lectures"]);
});

test("R40: each channel's checkpoints stand in the order of the course, and lead to their places", async () => {
  const view = page([
    { channel: "lectures", seq: 90, name: "Lecture 2", at },
    { channel: "labs", seq: 7, name: "Lab 1", at },
    { channel: "lectures", seq: 12, name: "Lecture 1", at },
    { channel: "gone", seq: 1, name: "Of a channel that I left", at },
  ]);
  await eventually(() => expect(view.getAllByRole("link")).toHaveLength(3));
  const links = view.getAllByRole("link");
  expect(links.map((link) => link.getAttribute("href"))).toEqual(["/c/lectures#12", "/c/lectures#90", "/c/labs#7"]);
  expect(view.getAllByRole("heading", { level: 2 }).map(({ textContent }) => textContent)).toEqual([
    "lectures",
    "labs",
  ]);
});

test("where none is marked it says how one comes about: to who may mark one, and to who may not", async () => {
  const [teacher, student] = [page([], "teacher"), page([])];
  await eventually(() => expect(teacher.queryByText(/Mark a checkpoint/u)).not.toBeNull());
  await eventually(() => expect(student.queryByText(/teaching team marks/u)).not.toBeNull());
});

test("where the list cannot be had, it says so and asks again", async () => {
  const view = page(new RefusedError(refusal("unavailable"), 503));
  await eventually(() => expect(view.getByRole("button", { name: "Try again" })).toBeTruthy());
});
