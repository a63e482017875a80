/** A new class over HTTP, with what a test needs in it before anybody opens a browser. */
import { mintMessageId } from "../../../client/message-id.ts";
import type { CreateChannelBody, Message, MyChannel } from "../../../protocol/index.ts";
import type * as v from "valibot";
import { accountOf, newcomer, type Person } from "./people.ts";

export interface Member extends Person {
  /** In this class. */
  id: string;
}

export class Classroom {
  readonly id: string;
  readonly name: string;
  readonly joinCode: string;
  /** Everyone is in it and may write. */
  readonly general: MyChannel;
  readonly owner: Member;
  readonly #baseUrl: string;

  private constructor(baseUrl: string, id: string, name: string, joinCode: string, general: MyChannel, owner: Member) {
    this.#baseUrl = baseUrl;
    this.id = id;
    this.name = name;
    this.joinCode = joinCode;
    this.general = general;
    this.owner = owner;
  }

  static async open(baseUrl: string, teacher = "Tess Teacher", name = "Physics 2"): Promise<Classroom> {
    const person = newcomer(baseUrl, teacher, undefined);
    const { workspace } = await person.api.call("workspaces.create", {}, { name, account: accountOf(person) });
    const { channels, me } = await person.api.call("workspaces.bootstrap", { workspace: workspace.id });
    const general = channels.find((channel) => channel.isDefault && channel.posting === "all");
    if (!general || !workspace.joinCode)
      throw new Error("A new class has a code, and a channel that everyone writes in.");
    return new Classroom(baseUrl, workspace.id, name, workspace.joinCode, general, { ...person, id: me.member });
  }

  async join(name: string): Promise<Member> {
    const person = newcomer(this.#baseUrl, name);
    await person.api.call("entry.join", {}, { code: this.joinCode, account: accountOf(person) });
    const { me } = await person.api.call("workspaces.bootstrap", { workspace: this.id });
    return { ...person, id: me.member };
  }

  async channel(by: Member, body: v.InferInput<typeof CreateChannelBody>, ...others: Member[]): Promise<MyChannel> {
    const { channel } = await by.api.call("channels.create", { workspace: this.id }, body);
    if (others.length > 0) {
      const ids = others.map(({ id }) => id);
      await by.api.call("memberships.add", { channel: channel.id }, { members: ids });
    }
    return channel;
  }

  async direct(from: Member, to: Member): Promise<MyChannel> {
    return (await from.api.call("channels.direct", { workspace: this.id }, { member: to.id })).channel;
  }

  /** A channel whose `count` messages were said in the past, one every ten minutes, by people of these names in turn. */
  async history(name: string, count: number, people: Member[], bodyOf = (seq: number) => `Message number ${seq}`) {
    // The last one just now: today has one at whatever time of the day.
    const first = Date.now() - 1_000 - count * 600_000;
    const { channel } = await this.owner.api.call(
      "import.channel",
      { workspace: this.id },
      {
        key: name,
        kind: "public",
        name,
        createdAt: first - 1,
        members: people.map(({ id }) => id),
      },
    );
    // An import speaks for nobody who has an account: it brings people of the same names.
    const { people: brought } = await this.owner.api.call(
      "import.people",
      { workspace: this.id },
      {
        people: people.map(({ id, name: shown }) => ({ key: `before:${id}`, handle: "before", name: shown })),
      },
    );
    for (let from = 1; from <= count; from += 200) {
      const messages = Array.from({ length: Math.min(200, count + 1 - from) }, (_, index) => {
        const seq = from + index;
        const at = first + seq * 600_000;
        const author = brought[seq % brought.length]?.member ?? "";
        return { id: mintMessageId(at), author, at, body: bodyOf(seq) };
      });
      await this.owner.api.call("import.messages", { workspace: this.id, channel: channel.id }, { messages });
    }
    return channel;
  }
}

/** Says it over HTTP; returns when it is stored. */
export async function say(
  person: Person,
  channel: { id: string },
  body: string,
  more: { replyTo?: number } = {},
): Promise<Message> {
  const post = { id: mintMessageId(Date.now()), body, ...more };
  return (await person.api.call("messages.post", { channel: channel.id }, post)).message;
}

/** Every message of a channel, first to last, as the history has it. */
export async function historyOf(person: Person, channel: { id: string }): Promise<Message[]> {
  const messages: Message[] = [];
  for (;;) {
    const page = await person.api.call(
      "messages.page",
      { channel: channel.id },
      { after: messages.at(-1)?.seq ?? 0, limit: 100, rev: 1 },
    );
    messages.push(...page.messages);
    if (page.reachedEnd || page.messages.length === 0) return messages;
  }
}
