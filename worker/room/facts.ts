/** What a room knows of its channel. */
import type { Place } from "../../protocol/index.ts";

export interface ChannelFacts {
  channelNo: number;
  channelId: string;
  workspaceNo: number;
  workspaceId: string;
  kind: Place["kind"];
  posting: Place["posting"];
  archived: boolean;
  /** Seconds between two messages of one person; absent: none. */
  slow?: number | undefined;
  /** What students and guests write waits for the teaching team. */
  holds?: true | undefined;
  /** Of a thread: only the teaching team writes in it. */
  locked?: true | undefined;
  /** Of the class: a message with one of these waits for the teaching team. */
  words?: readonly string[] | undefined;
  /** Messages are kept for so many days; absent: for as long as the class. */
  keepDays?: number | undefined;
  /** A public channel, or a thread in one, where `@channel` reaches more people than anybody may reach. */
  isLarge?: true;
  /** Students of the class may make tasks of messages. */
  studentTasks?: true;
  /** The class was brought back from a backup then, ms since 1970. */
  restoredAt?: number;
  /** Of the demo class: id of the member who is played, and answers guests (timers/played-student.ts). */
  played?: string;
  /** Of a thread: the message it hangs on, and the channel of that message. */
  thread?: {
    seq: number;
    parent: ChannelFacts;
    /** How often it went elsewhere with its message: of two that name different channels the one with more is the truth. */
    went?: number;
  };
}
