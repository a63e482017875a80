/** Whom new messages name, among those who have the class open; programs are of no crowd. Pure. */
import { groupMentionReaches } from "../../protocol/index.ts";
import type { NamedMembers, SocketIdentity } from "../room/contract.ts";

type Reader = Pick<SocketIdentity, "member" | "memberNo" | "handleKey" | "role" | "scope">;

/** How many of these messages name this reader. One that names them twice is one; nobody names themselves. */
export function countMentions(named: NamedMembers[], reader: Reader, isPresent: () => boolean): number {
  return named.filter(
    ({ author, handles, reach }) =>
      author !== reader.member &&
      (handles.includes(reader.handleKey) ||
        (!reader.scope &&
          reach.some((crowd) => (crowd === "here" ? isPresent() : groupMentionReaches(crowd, reader.role))))),
  ).length;
}

/** Who is to be remembered as named by `@here`. */
export function rowsOfHere(named: NamedMembers[], present: Reader[]): { memberNo: number; seq: number }[] {
  return named
    .filter(({ reach }) => reach.includes("here"))
    .flatMap(({ seq, author }) => {
      const others = present.filter(({ member, scope }) => member !== author && !scope);
      return [...new Set(others.map(({ memberNo }) => memberNo))].map((memberNo) => ({ memberNo, seq }));
    });
}
