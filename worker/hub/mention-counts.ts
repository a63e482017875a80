/** Whom new messages name, among those who have the class open. Pure. */
import type { GroupMention } from "../../protocol/index.ts";
import type { NamedMembers, SocketIdentity } from "../room/contract.ts";

type Reader = Pick<SocketIdentity, "member" | "memberNo" | "handleKey" | "role">;

function isOf(crowd: GroupMention, { role }: Reader, isPresent: () => boolean): boolean {
  switch (crowd) {
    case "channel":
      return true;
    case "here":
      return isPresent();
    case "ta":
      return role === "ta";
    case "teacher":
      return role === "teacher" || role === "owner";
  }
}

/** How many of these messages name this reader. One that names them twice is one; nobody names themselves. */
export function countMentions(named: NamedMembers[], reader: Reader, isPresent: () => boolean): number {
  return named.filter(
    ({ author, handles, reach }) =>
      author !== reader.member &&
      (handles.includes(reader.handleKey) || reach.some((crowd) => isOf(crowd, reader, isPresent))),
  ).length;
}

/** Who is to be remembered as named by `@here`. */
export function rowsOfHere(named: NamedMembers[], present: Reader[]): { memberNo: number; seq: number }[] {
  return named
    .filter(({ reach }) => reach.includes("here"))
    .flatMap(({ seq, author }) => {
      const others = present.filter(({ member }) => member !== author);
      return [...new Set(others.map(({ memberNo }) => memberNo))].map((memberNo) => ({ memberNo, seq }));
    });
}
