/** A made-up class in PLACE's own archive, chosen in a browser: what is refused of it, and what is sent. */
import type { ChosenFile } from "../../../imports/blob-files.ts";
import { prepareImport } from "../../../imports/prepare.ts";
import { brokenInEnglish, CannotRead, troubleInEnglish } from "../../../imports/trouble.ts";
import type { ChannelLine, PersonLine } from "../../../protocol/archive/schemas.ts";
import type { Message } from "../../../protocol/index.ts";
import { fakeApi, type Asked } from "../../client/support/fake-api.ts";
import { archiveOf, messageOf, type MadeUpChannel } from "../../support/archive-of.ts";

const person = (key: string, name: string): PersonLine => ({
  key,
  handle: name.toLowerCase(),
  name,
  role: "student",
});
export const [ADA, BEN] = [person("ada-00001", "Ada"), person("ben-00001", "Ben")];
export const channel = (key: string, more: Partial<ChannelLine> = {}): ChannelLine => ({
  ...{ key, kind: "public", name: key, posting: "all", createdAt: 1 },
  ...more,
});
export const OPEN: MadeUpChannel = {
  line: channel("general1", { default: true }),
  messages: [messageOf(1, "What is a stack?"), messageOf(2, "The last one in", { author: BEN.key, replyTo: 1 })],
};
export const CLOSED = {
  line: channel("staff001", { kind: "private", members: [ADA.key] }),
  messages: [messageOf(1, "Grades")],
};
export const THREAD = {
  line: { key: "thread01", kind: "thread", posting: "all", createdAt: 2, on: { channel: "general1", seq: 1 } } as const,
  messages: [messageOf(1, "And a queue?", { author: BEN.key })],
};
export const CLASS = [OPEN, THREAD, CLOSED];

export const chosen = (bytes: Uint8Array, path = "class.tar"): ChosenFile[] => [
  { path, blob: new Blob([bytes as Uint8Array<ArrayBuffer>]) },
];
export const tarOf = async (channels: MadeUpChannel[], people = [ADA, BEN]) => (await archiveOf(people, channels)).tar;
export const prepared = async (channels: MadeUpChannel[], people?: PersonLine[]) =>
  prepareImport(chosen(await tarOf(channels, people)), {});
/** The sentences with which it is not taken. */
export async function refused(files: ChosenFile[]): Promise<string[]> {
  const error: unknown = await prepareImport(files, {}).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof CannotRead)) throw new Error(`it was taken, or failed otherwise: ${String(error)}`);
  return [...error.troubles.map(troubleInEnglish), ...error.broken.map(brokenInEnglish)];
}
/** Into a class that takes everything but what `instead` answers. */
export async function sent(
  what: MadeUpChannel[] | ChosenFile[],
  instead: (asked: Asked) => unknown = () => undefined,
  signal = new AbortController().signal,
) {
  const { api, asked } = fakeApi((one) => {
    const answer = instead(one);
    if (answer !== undefined) return answer;
    const { path, method, body } = one;
    if (path.endsWith("/import/people"))
      return {
        people: (body["people"] as { key: string }[]).map(({ key }) => ({ key, member: key.replace("place:", "me-") })),
      };
    if (path.endsWith("/import/channels"))
      return {
        channel: { id: String(body["key"]).replace("place:", "at-"), name: String(body["name"] ?? "") },
        created: true,
      };
    // Each kept the handle that they had.
    if (path.endsWith("/members")) return { members: [] };
    if (method === "GET") return { places: [], reachedEnd: true };
    const messages = body["messages"] as Message[];
    return { stored: messages.length, known: 0, places: messages.map(({ id }, n) => ({ id, seq: n + 1 })) };
  });
  const files = what.flatMap((each) => ("blob" in each ? each : []));
  const { send } = files.length > 0 ? await prepareImport(files, {}) : await prepared(what as MadeUpChannel[]);
  const events = { channel: () => undefined, progress: () => undefined };
  return { asked, uploaded: await send(api, "class-1", [], events, signal) };
}
export const said = (asked: Asked[], key: string) =>
  asked
    .filter(({ path, method }) => method === "POST" && path.includes(`at-${key}/messages`))
    .flatMap(({ body }) => body["messages"] as Message[]);
