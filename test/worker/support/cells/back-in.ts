/** Coming back in: by a link, a recovery code, a code on a screen. */
import { ACTORS, STAFF, type Scene } from "../scene.ts";
import { asking, type Asking, type CellsOf } from "./cell.ts";

/** In person: signed in on the site. */
const IN_PERSON = { in: ["browser"], others: { stranger: "forbidden", left: "forbidden" } } as const;
/** Somebody else is signed in there, and has to be told first. */
const NOT_SILENTLY = { in: ACTORS.filter((actor) => actor !== "browser"), others: { browser: "forbidden" } } as const;

async function freshLink({ classroom, people: { owner }, target }: Scene): Promise<Asking> {
  const path = `/workspaces/${classroom.id}/members/${target.id}/sign-in-link`;
  const { body } = await owner!.post<{ token: string }>(path);
  return { body: { token: body.token } };
}
async function freshPhone({ people: { browser } }: Scene): Promise<{ id: string; token: string }> {
  return (await browser!.post<{ id: string; token: string }>("/account/phone")).body;
}
const shown = async (scene: Scene): Promise<Asking> => ({
  params: { phone: (await freshPhone(scene)).id },
  body: { number: 1 },
});

export const CELLS_OF_COMING_BACK: CellsOf<"backIn"> = {
  "backIn.makeLink": { in: STAFF },
  "backIn.lookAtLink": { in: ACTORS, ask: freshLink },
  "backIn.useLink": { ...NOT_SILENTLY, ask: freshLink },
  "backIn.recover": { ...NOT_SILENTLY, ask: asking({ handle: "somebody", code: "a guess" }) },
  "backIn.codes": IN_PERSON,
  "backIn.newCodes": IN_PERSON,
  "backIn.offerPhone": IN_PERSON,
  "backIn.phone": { ...IN_PERSON, ask: shown },
  "backIn.confirmPhone": { ...IN_PERSON, ask: shown },
  "backIn.dropPhone": { ...IN_PERSON, ask: shown },
  "backIn.askByPhone": { in: ACTORS, ask: async (scene) => ({ body: { token: (await freshPhone(scene)).token } }) },
  "backIn.enterByPhone": {
    in: ACTORS,
    ask: async (scene) => {
      const { token } = await freshPhone(scene);
      const { body } = await scene.target.post<{ secret: string }>("/phone", { token });
      return { body: { secret: body.secret } };
    },
  },
};
