/** What is offered to a visitor: the class's table of permissions, and what the widget leaves of it. */
import { refusalOf } from "../../../../client/permissions.ts";
import { targetOf } from "../../../../protocol/permissions.ts";
import { threadOn } from "../class/state/links.ts";
import type { Afterwards, VisitorClass } from "./visitor-class.svelte.ts";

const READS = new Set(["readChannel", "openThread"]);
const WRITES = new Set(["post", "react", "vote", "addPollOption", "startThread"]);
const OWN = new Set(["editMessage", "deleteMessage"]);

/** What is for people of the class alone is offered to no visitor. */
const decide: Afterwards["decide"] = (known, action, channel = null, on = {}) => {
  const target = "seq" in on ? targetOf(on, known.me.member) : on;
  return refusalOf(known, action, channel, target);
};

/** The class's table, asked as the visitor that this person is. */
export function decideFor({ entry }: Pick<VisitorClass, "entry">): Afterwards["decide"] {
  return (known, action, channel, on) => {
    if (!READS.has(action)) {
      const isMine = on !== undefined && "seq" in on && on.author === known.me.member;
      // Of others' not even who teaches: that is for PLACE itself.
      if (!WRITES.has(action) && !(OWN.has(action) && isMine)) return "forbidden";
      if (!entry.writes) return "read_only_here";
    } else if (action === "openThread" && !entry.writes) {
      const isThere = on !== undefined && "seq" in on && threadOn(on) !== undefined;
      return isThere ? null : "read_only_here";
    }
    return decide(known, action, channel, on);
  };
}
