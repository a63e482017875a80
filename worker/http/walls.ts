/**
 * What every answer of the worker says to browsers, whoever made it: files of the build say the same by web/static/_headers. Nothing is taken
 * for another type than it is said to be, no page uses a camera or the like, and who came by https comes by nothing else for a year.
 */
const YEAR_S = 31_536_000;
const POLICY = "camera=(), microphone=(), geolocation=()";

export async function withWalls({ url }: Request, answered: Response | Promise<Response>): Promise<Response> {
  const answer = await answered;
  // An upgrade has no page.
  if (answer.webSocket) return answer;
  const walled = new Response(answer.body, answer);
  walled.headers.set("x-content-type-options", "nosniff");
  if (!walled.headers.has("permissions-policy")) walled.headers.set("permissions-policy", POLICY);
  // Said over http it would be nothing (RFC 6797, 7.2).
  if (url.startsWith("https:")) walled.headers.set("strict-transport-security", `max-age=${YEAR_S}`);
  return walled;
}
