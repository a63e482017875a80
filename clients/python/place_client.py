"""PLACE from Python, with the standard library alone: join, read history, listen, post. `Place(url, token)` has a method for each.

As a program: PLACE_URL, PLACE_TOKEN; `place_client.py history|listen|post CHANNEL [WORDS]`, `place_client.py join CODE HANDLE NAME PASSWORD`.
"""
import json, os, secrets, sys, time, urllib.error, urllib.request
from http.client import HTTPException
from http.cookiejar import CookieJar


class Refused(Exception):
    """The server said no: `code` is of a closed list, the message is for people."""
    def __init__(self, refusal):
        super().__init__(refusal.get("sentence", "refused"))
        self.code, self.retry_after = refusal.get("code"), refusal.get("retryAfter", 0) / 1000


def message_id():
    """A version 7 UUID: the same id is the same message, however often it is sent."""
    number = int(time.time() * 1000) << 80 | secrets.randbits(80)
    number = number & ~(0xF << 76) | 7 << 76
    text = "%032x" % (number & ~(3 << 62) | 2 << 62)
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


class Place:
    def __init__(self, url, token=None):
        self.url, self.token = url.rstrip("/"), token
        self._open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar())).open

    def call(self, method, path, body=None, headers=(), timeout=30):
        """The answer, still open. Raises Refused, or OSError where nobody answered."""
        token = {"Authorization": "Bearer " + self.token} if self.token else {}
        sent = {"Content-Type": "application/json", "Origin": self.url, **token, **dict(headers)}
        data = None if method == "GET" else json.dumps(body or {}).encode()
        request = urllib.request.Request(self.url + "/api" + path, data, sent, method=method)
        try:
            return self._open(request, timeout=timeout)
        except urllib.error.HTTPError as error:
            try:
                raise Refused(json.load(error)) from None
            except ValueError:
                raise OSError("status %d" % error.code) from None

    def join(self, code, handle, name, password):
        """A new account in the class of a join code, and a token for this program. Returns the class's id."""
        account = {"handle": handle, "name": name, "password": password}
        workspace = json.load(self.call("POST", "/join", {"code": code, "account": account}))["workspace"]
        self.token = json.load(self.call("POST", "/account/tokens", {"name": "Python"}))["token"]
        return workspace

    def history(self, channel):
        """Every message from the first on, deleted ones left out."""
        after, more = 0, True
        while more:
            page = json.load(self.call("GET", "/channels/%s/messages?after=%d&limit=100" % (channel, after)))
            for message in page["messages"]:
                after = message["seq"]
                if "deletedAt" not in message:
                    yield message
            more = not page["reachedEnd"]

    def post(self, channel, body):
        """Sent until it is stored or refused for good: under one id, so that it is there once."""
        message = {"id": message_id(), "body": body}
        for pause in (0.5, 1, 2, 4, 8, 16, None):
            try:
                return json.load(self.call("POST", "/channels/%s/messages" % channel, message))["message"]
            except (OSError, Refused) as error:
                if pause is None or isinstance(error, Refused) and error.code not in ("too_fast", "unavailable"):
                    raise
                time.sleep(max(pause, getattr(error, "retry_after", 0)))

    def listen(self, channel):
        """Each new message as it is said, for ever: a stream that ends is taken up where it ended."""
        last, seen = None, None
        while True:
            try:
                headers = {"Accept": "text/event-stream", **({} if last is None else {"Last-Event-ID": last})}
                for line in self.call("GET", "/channels/%s/stream" % channel, headers=headers, timeout=40):
                    name, _, value = line.decode().rstrip("\n").partition(": ")
                    last = value if name == "id" else last
                    if name != "data":
                        continue
                    event = json.loads(value)
                    if seen is None and event["type"] == "welcome":
                        seen = event["head"]["seq"]
                    for message in event.get("changes") or event.get("page", {}).get("messages") or ():
                        if message["seq"] > seen:
                            seen = message["seq"]
                            yield message
            except (OSError, HTTPException):
                time.sleep(1)


if __name__ == "__main__":
    place, (what, *rest) = Place(os.environ["PLACE_URL"], os.environ.get("PLACE_TOKEN")), sys.argv[1:]
    if what == "join":
        print(place.join(*rest), place.token)
    for said in (place.post(*rest),) if what == "post" else getattr(place, what)(*rest) if what != "join" else ():
        print(json.dumps(said), flush=True)
