/** Addresses that people give lead to the open internet, and whatever answers there holds nobody up. */
import { describe, expect, test } from "vitest";
import { fetchOutside, type NotFetched, outsideAddress, type OutsideRequest } from "../../worker/outside-fetch.ts";
import { answersWith, subscriberAt as at } from "./support/subscriber.ts";

const DEVELOPMENT = { PLACE_ALLOW_LOOPBACK: "1" };
const BOUNDS = { timeoutMs: 10_000, maxBytes: 1_000 };
const asked = (path: string, more: Partial<OutsideRequest> = {}) =>
  fetchOutside(DEVELOPMENT, at(path), { ...BOUNDS, ...more });

/** Why it was not asked; null: it would have been. */
function refused(address: string, policy: { PLACE_ALLOW_LOOPBACK?: string } = {}): string | null {
  try {
    outsideAddress(policy, address);
    return null;
  } catch (error) {
    return (error as NotFetched).failure;
  }
}

describe("an address", () => {
  test.each([
    "https://example.org/hook",
    "http://example.org",
    "https://93.184.216.34/",
    "https://[2606:2800:220:1:248:1893:25c8:1946]/",
    "https://hooks.example.org:8443/x?y=1",
    "https://bücher.example.de/",
    "https://example.org./",
  ])("of the open internet is asked: %s", (address) => expect(refused(address)).toBeNull());

  test.each([
    "https://127.0.0.1/",
    "https://127.1/",
    "https://2130706433/",
    "https://0x7f.0.0.1/",
    "https://017700000001/",
    "https://１２７.0.0.1/",
    "https://localhost/",
    "https://LOCALHOST./",
    "https://a.localhost/",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/",
    "https://0.0.0.0/",
    "https://10.1.2.3/",
    "https://172.16.0.1/",
    "https://192.168.1.1/",
    "https://169.254.169.254/latest/meta-data/",
    "https://100.64.0.1/",
    "https://198.18.0.1/",
    "https://224.0.0.1/",
    "https://255.255.255.255/",
    "https://[::]/",
    "https://[fe80::1]/",
    "https://[fc00::1]/",
    "https://[ff02::1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[2002:7f00:1::]/",
    "https://[2001:0:7f00:1::]/",
    "https://[::127.0.0.1]/",
    "https://intranet/",
    "https://printer.local/",
    "https://metadata.google.internal/",
    "https://router.home.arpa/",
  ])("inside a network is not: %s", (address) => expect(refused(address)).toBe("private_address"));

  test.each([
    "",
    "example.org",
    "ftp://example.org/",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "https://somebody:secret@example.org/",
    "https://example.org:25/",
    "https://example.org:99999/",
    "https:///",
  ])("of nothing that a web server has is not: %s", (address) => expect(refused(address)).toBe("no_address"));

  test("of this machine is asked where its operator develops there, and no other inside a network", () => {
    expect(refused("http://127.0.0.1:3000/", DEVELOPMENT)).toBeNull();
    expect(refused("http://[::1]:3000/", DEVELOPMENT)).toBeNull();
    expect(refused("http://localhost:3000/", DEVELOPMENT)).toBeNull();
    expect(refused("http://192.168.1.1/", DEVELOPMENT)).toBe("private_address");
    expect(refused("http://0.0.0.0:3000/", DEVELOPMENT)).toBe("private_address");
  });
});

describe("an answer", () => {
  const text = ({ body }: { body: Uint8Array }) => new TextDecoder().decode(body);
  const failure = (answer: Promise<unknown>) =>
    answer.then(
      () => null,
      (error: unknown) => (error as NotFetched).failure,
    );

  test("comes with its status, whatever that is", async () => {
    await answersWith("teapot", { status: 500, body: "no tea" });
    const answer = await asked("/to/teapot", { method: "POST", body: "tea?" });
    expect(answer.status).toBe(500);
    expect(text(answer)).toBe("no tea");
    expect(answer.isWhole).toBe(true);
  });

  test("is read as far as was asked, of a gigabyte too", async () => {
    const answer = await asked("/endless");
    expect(answer.body.byteLength).toBe(1_000);
    expect(answer.isWhole).toBe(false);
  });

  test("is measured as it is once unpacked", async () => {
    const answer = await asked("/bomb", { maxBytes: 100_000 });
    expect(answer.body.byteLength).toBe(100_000);
    expect(answer.isWhole).toBe(false);
  });

  test("that never begins, or never ends, is given up", async () => {
    expect(await failure(asked("/hang", { timeoutMs: 200 }))).toBe("timed_out");
    expect(await failure(asked("/trickle", { timeoutMs: 200 }))).toBe("timed_out");
  });

  test("that breaks off is none", async () => {
    expect(await failure(asked("/cut"))).toBe("unreachable");
    expect(await failure(fetchOutside(DEVELOPMENT, "http://127.0.0.1:1024/", BOUNDS))).toBe("unreachable");
  });

  test("that leads elsewhere is not followed, unless that is asked for", async () => {
    const here = at("/to/followed");
    const path = `/redirect?to=${encodeURIComponent(here)}`;
    expect(await failure(asked(path))).toBe("redirected");
    expect((await asked(path, { redirects: 1 })).url.href).toBe(here);
    const twice = `/redirect?to=${encodeURIComponent(at(path))}`;
    expect(await failure(asked(twice, { redirects: 1 }))).toBe("redirected");
  });

  test("that leads into a private network is not followed by anybody", async () => {
    for (const to of ["http://192.168.1.1/", "http://[fd00::1]/", "//10.0.0.1/", "http://169.254.169.254/"])
      expect(await failure(asked(`/redirect?to=${encodeURIComponent(to)}`, { redirects: 5 }))).toBe("private_address");
    expect(await failure(asked("/redirect?to=file:///etc/passwd", { redirects: 5 }))).toBe("no_address");
  });

  test("to what changes something is never a reason to ask elsewhere", async () => {
    const path = `/redirect?to=${encodeURIComponent(at("/to/posted"))}`;
    expect(await failure(asked(path, { method: "POST", body: "x", redirects: 5 }))).toBe("redirected");
  });
});
