/** The classes that tests of widgets begin with: one whose teacher sets a widget up, and one that has visitors. */
import { env } from "cloudflare:workers";
import { expect } from "vitest";
import type { Widget, WidgetBody } from "../../../protocol/index.ts";
import { channelOf, fill } from "./channel.ts";
import { openClassroom } from "./classroom.ts";
import { OTHER_SITE, SITE, widgetOn } from "./widget-class.ts";

/** Open to everybody who says a name. */
export const OPEN_TO_ALL = {
  on: true,
  sites: [SITE, OTHER_SITE],
  read: "anyone",
  write: "named",
  guests: true,
  holds: false,
} as const;

/** A channel of two with two lines, and no widget yet. */
export async function openClassOfTeacher() {
  const classroom = await openClassroom();
  const [teacher, student] = await Promise.all([classroom.person("teacher"), classroom.person("student")]);
  const channel = (await channelOf([teacher, student], { kind: "public" })).id;
  await fill(channel, student, 2);
  /** As the teacher asks for it: open to all, unless told. */
  const put = (rules: Partial<WidgetBody> = {}, at = channel) =>
    teacher.put<{ widget: Widget }>(`/channels/${at}/widget`, { ...OPEN_TO_ALL, ...rules });
  /** The same, which succeeds. */
  async function setUp(rules: Partial<WidgetBody> = {}): Promise<Widget & { no: number }> {
    const { status, body } = await put(rules);
    expect(status).toBe(200);
    const no = await env.DB.prepare("select no from widgets where id = ?").bind(body.widget.id).first<number>("no");
    return { ...body.widget, no: no! };
  }
  return { classroom, teacher, student, channel, put, setUp };
}
export type ClassOfTeacher = Awaited<ReturnType<typeof openClassOfTeacher>>;

/** A channel of two with three lines and a widget for guests, and `other`, which is in no widget. */
export async function openVisitedClass() {
  const classroom = await openClassroom();
  const [teacher, student] = await Promise.all([classroom.person("owner"), classroom.person("student")]);
  const [{ id: channel }, { id: other }] = await Promise.all([
    channelOf([teacher, student], { kind: "public" }),
    channelOf([teacher], { kind: "public" }),
  ]);
  await fill(channel, student, 3);
  const widget = await widgetOn(channel, { write: "named", guests: true, sites: [SITE, OTHER_SITE] });
  return { classroom, teacher, student, channel, other, widget };
}
