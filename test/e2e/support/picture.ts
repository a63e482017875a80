/** A message with a picture, as a client of the API posts it. */
import { mintMessageId } from "../../../client/message-id.ts";
import type { Message } from "../../../protocol/index.ts";
import type { Person } from "./people.ts";

/** One pixel of PNG. */
export const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

/** @returns when it is stored; the picture has a small one beside it, which is what a message shows */
export async function sayPicture(
  { api }: Person,
  channel: { id: string },
  { body, alt }: { body: string; alt: string },
): Promise<Message> {
  const id = mintMessageId(Date.now());
  const upload = async (): Promise<string> => {
    const answer = await api.fetch!(
      `${api.baseUrl}/api/channels/${channel.id}/files?message=${id}&size=${PNG.byteLength}`,
      { method: "POST", headers: { "content-type": "application/octet-stream" }, body: PNG },
    );
    return ((await answer.json()) as { ticket: string }).ticket;
  };
  const files = [{ ticket: await upload(), preview: await upload(), name: "plan.png", alt }];
  return (await api.call("messages.post", { channel: channel.id }, { id, body, files })).message;
}
