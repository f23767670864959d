"""A server that speaks enough of the Hub's HTTP protocol for the clients as they are, and fails on demand.

Everything lies in memory. What the clients ask was read off their requests: repositories with commits,
branches and tags; listings; ranged downloads; uploads by git LFS; tokens that may write, read or nothing.
"""

import base64
import hashlib
import json
import re
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path, PurePosixPath
from typing import Any, Final
from urllib.parse import parse_qs, unquote, urlsplit

WRITER: Final = "hf_writerWRITERwriter"
READER: Final = "hf_readerREADERreader"
TOKENS: Final = {WRITER: "write", READER: "read"}


@dataclass(frozen=True)
class Blob:
    """A file's content, and whether it is stored apart."""

    data: bytes
    lfs: bool

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    @property
    def oid(self) -> str:
        """The git id of the file, or of the pointer to it."""
        data = self.data
        if self.lfs:
            pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:{}\nsize {}\n"
            data = pointer.format(self.sha256, len(data)).encode()
        return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()

    def entry(self, path: str) -> dict[str, Any]:
        """Return the file as listings show it."""
        made: dict[str, Any] = {"type": "file", "path": path, "size": len(self.data), "oid": self.oid}
        if self.lfs:
            made["lfs"] = {"oid": self.sha256, "size": len(self.data), "pointerSize": 134}
        return made


@dataclass(frozen=True)
class Commit:
    oid: str
    parent: str | None
    title: str
    files: dict[str, Blob]


@dataclass
class Repository:
    private: bool = False
    commits: dict[str, Commit] = field(default_factory=dict)
    branches: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    objects: dict[str, bytes] = field(default_factory=dict)

    def commit(self, title: str, files: dict[str, Blob], branch: str = "main") -> Commit:
        parent = self.branches.get(branch)
        listed = sorted((path, blob.oid) for path, blob in files.items())
        oid = hashlib.sha1(json.dumps([parent, title, listed, len(self.commits)]).encode()).hexdigest()
        made = Commit(oid, parent, title, files)
        self.commits[oid] = made
        self.branches[branch] = oid
        return made

    def find(self, revision: str) -> Commit | None:
        oid = self.branches.get(revision) or self.tags.get(revision) or revision
        return self.commits.get(oid)

    def titles(self, branch: str = "main") -> list[str]:
        """Return the titles of a branch's commits, the newest first."""
        found, oid = [], self.branches.get(branch)
        while oid:
            found.append(self.commits[oid].title)
            oid = self.commits[oid].parent
        return found


@dataclass
class Fault:
    """Something that goes wrong with requests of a kind, a number of times."""

    method: str
    path: re.Pattern[str]
    action: str
    """`status`, `cut` (no answer), `cut-after` (the work is done, no answer), `half` (half of the body)."""
    status: int
    headers: dict[str, str]
    times: int


class Answered(Exception):  # noqa: N818
    """Ends the handling of a request with an answer."""

    def __init__(self, status: int, body: Any = None, **headers: str) -> None:
        self.status = status
        self.body = body
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


class Hub:
    """The server and what it holds."""

    def __init__(self) -> None:
        self.repositories: dict[str, Repository] = {}
        self.faults: list[Fault] = []
        self.requests: list[tuple[str, str, int]] = []
        """Method, path and status of every request; 0 for one that was cut."""
        self.sent: Counter[str] = Counter()
        """The bytes of the answers, by path."""
        self.xet: Path | None = None
        """Where Xet stores its content; the client's own library keeps a store there, by the address `local://`."""
        self.contents: dict[str, bytes] = {}
        """The files that may come by Xet, by their SHA-256: the server can't look into the store."""
        self.lock = threading.RLock()
        self.url = ""

    def fail(
        self,
        method: str,
        path: str,
        status: int = 500,
        *,
        action: str = "status",
        times: int = 1,
        **headers: str,
    ) -> None:
        """Let the next requests of a kind fail."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.faults.append(Fault(method, re.compile(path), action, status, named, times))

    def fault_of(self, method: str, path: str) -> Fault | None:
        with self.lock:
            for fault in self.faults:
                if fault.times and fault.method == method and fault.path.search(path):
                    fault.times -= 1
                    return fault
        return None

    def asked(self, method: str, path: str) -> int:
        """Return how many requests of a kind there were."""
        return sum(1 for m, p, _ in self.requests if m == method and re.search(path, p))


@contextmanager
def running() -> Iterator[Hub]:
    """Run a server on a free port of this machine."""
    hub = Hub()

    class Bound(Handler):
        server_hub = hub

    server = ThreadingHTTPServer(("127.0.0.1", 0), Bound)
    server.daemon_threads = True
    hub.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    server_hub: Hub
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass

    def do_GET(self) -> None:
        self.handle_request()

    do_HEAD = do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815

    def handle_request(self) -> None:
        hub = self.server_hub
        self.parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        fault = hub.fault_of(self.command, self.parts.path)
        if fault is not None and fault.action == "cut":
            self.cut()
            return
        if fault is not None and fault.action == "status":
            self.answer(Answered(fault.status, {"error": "made to fail"}), fault.headers)
            return
        try:
            with hub.lock:
                route(self, body)
            raise AssertionError("a route answers")
        except Answered as answered:
            if fault is not None and fault.action == "cut-after":
                self.cut()
                return
            self.answer(answered, half=fault is not None and fault.action == "half")

    def cut(self) -> None:
        self.server_hub.requests.append((self.command, self.parts.path, 0))
        self.close_connection = True
        self.connection.shutdown(2)

    def answer(self, answered: Answered, more: dict[str, str] | None = None, *, half: bool = False) -> None:
        body = answered.body
        headers = {**answered.headers, **(more or {})}
        if not isinstance(body, bytes):
            headers.setdefault("Content-Type", "application/json")
            body = b"" if body is None else json.dumps(body).encode()
        self.server_hub.requests.append((self.command, self.parts.path, answered.status))
        self.send_response(answered.status)
        headers.setdefault("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.server_hub.sent[self.parts.path] += len(body)
            self.wfile.write(body[: len(body) // 2] if half else body)
            if half:
                self.close_connection = True

    # what a route needs

    def may(self, what: str) -> None:
        """Answer 401 or 403 where the token does not allow reading or writing."""
        given = (self.headers.get("Authorization") or "").removeprefix("Bearer ")
        right = TOKENS.get(given)
        if given and right is None:
            raise Answered(401, {"error": "Invalid credentials in Authorization header"})
        if what == "write" and right is None:
            raise Answered(401, {"error": "Invalid username or password."})
        if what == "write" and right != "write":
            raise Answered(403, {"error": "You don't have the rights to write here"})

    @property
    def known(self) -> bool:
        """Whether a token was given that is known."""
        return (self.headers.get("Authorization") or "").removeprefix("Bearer ") in TOKENS

    def repository(self, name: str) -> Repository:
        found = self.server_hub.repositories.get(name)
        if found is None or (found.private and not self.known):
            status = 404 if self.known else 401
            raise Answered(status, {"error": "Repository not found"}, X_Error_Code="RepoNotFound")
        return found

    def commit_of(self, name: str, revision: str) -> Commit:
        found = self.repository(name).find(unquote(revision))
        if found is None:
            raise Answered(404, {"error": "Invalid rev id"}, X_Error_Code="RevisionNotFound")
        return found


Route = Callable[[Handler, re.Match[str], bytes], None]
ROUTES: list[tuple[str, re.Pattern[str], Route]] = []
NAME: Final = r"(?P<name>[\w.-]+/[\w.-]+)"


def on(method: str, path: str) -> Callable[[Route], Route]:
    """Register a route."""

    def registered(handle: Route) -> Route:
        ROUTES.append((method, re.compile(path + "/?"), handle))
        return handle

    return registered


def route(request: Handler, body: bytes) -> None:
    for method, path, handle in ROUTES:
        found = path.fullmatch(request.parts.path)
        if found and (method == request.command or (method == "GET" and request.command == "HEAD")):
            handle(request, found, body)
    raise Answered(404, {"error": f"no route for {request.parts.path}"})


@on("GET", "/api/whoami-v2")
def whoami(request: Handler, _found: re.Match[str], _body: bytes) -> None:
    request.may("write")
    raise Answered(200, {"name": "org", "type": "user", "orgs": []})


@on("POST", "/api/repos/create")
def create(request: Handler, _found: re.Match[str], body: bytes) -> None:
    request.may("write")
    wanted = json.loads(body)
    organization = wanted.get("organization") or "org"
    name = f"{organization}/{wanted['name']}"
    if name in request.server_hub.repositories:
        raise Answered(409, {"error": "You already created this dataset repo", "url": f"/datasets/{name}"})
    private = bool(wanted.get("private") or wanted.get("visibility") == "private")
    made = Repository(private=private)
    made.commit("initial commit", {".gitattributes": Blob(b"*.parquet filter=lfs diff=lfs\n", False)})
    request.server_hub.repositories[name] = made
    raise Answered(200, {"url": f"{request.server_hub.url}/datasets/{name}", "name": name, "id": "1"})


@on("POST", "/api/validate-yaml")
def validate_yaml(request: Handler, _found: re.Match[str], body: bytes) -> None:
    assert b"license" in body
    raise Answered(200, {"errors": [], "warnings": []})


@on("GET", f"/api/datasets/{NAME}(?:/revision/(?P<revision>[^/]+))?")
def info(request: Handler, found: re.Match[str], _body: bytes) -> None:
    request.may("read")
    commit = request.commit_of(found["name"], found["revision"] or "main")
    siblings = [{"rfilename": path} for path in sorted(commit.files)]
    private = request.repository(found["name"]).private
    value = {"id": found["name"], "sha": commit.oid, "private": private, "siblings": siblings, "tags": []}
    raise Answered(
        200, {**value, "lastModified": "2026-01-01T00:00:00.000Z", "disabled": False, "gated": False}
    )


@on("GET", f"/api/datasets/{NAME}/refs")
def refs(request: Handler, found: re.Match[str], _body: bytes) -> None:
    request.may("read")
    held = request.repository(found["name"])

    def listed(kind: str, names: dict[str, str]) -> list[dict[str, str]]:
        return [{"name": n, "ref": f"refs/{kind}/{n}", "targetCommit": oid} for n, oid in names.items()]

    branches, tags = listed("heads", held.branches), listed("tags", held.tags)
    raise Answered(200, {"branches": branches, "tags": tags, "converts": []})


@on("GET", f"/api/datasets/{NAME}/tree/(?P<revision>[^/]+)(?:/(?P<path>.+))?")
def tree(request: Handler, found: re.Match[str], _body: bytes) -> None:
    request.may("read")
    commit = request.commit_of(found["name"], found["revision"])
    inside = unquote(found["path"] or "")
    deep = parse_qs(request.parts.query).get("recursive", ["false"])[0].lower() == "true"
    start = f"{inside}/" if inside else ""
    below = {path: blob for path, blob in sorted(commit.files.items()) if path.startswith(start)}
    folders = {
        parent.as_posix() for path in below for parent in PurePosixPath(path.removeprefix(start)).parents
    } - {"."}
    entries: list[dict[str, Any]] = [
        {"type": "directory", "path": start + folder, "size": 0, "oid": ""} for folder in sorted(folders)
    ]
    entries += [blob.entry(path) for path, blob in below.items()]
    if not deep:
        entries = [entry for entry in entries if "/" not in entry["path"].removeprefix(start)]
    if inside and not entries:
        raise Answered(404, {"error": "not found"}, X_Error_Code="EntryNotFound")
    raise Answered(200, entries)


@on("POST", f"/api/datasets/{NAME}/paths-info/(?P<revision>[^/]+)")
def paths_info(request: Handler, found: re.Match[str], body: bytes) -> None:
    request.may("read")
    commit = request.commit_of(found["name"], found["revision"])
    if "json" in (request.headers.get("Content-Type") or ""):
        paths = json.loads(body)["paths"]
    else:
        paths = parse_qs(body.decode()).get("paths", [])
    raise Answered(200, [commit.files[path].entry(path) for path in paths if path in commit.files])


@on("GET", f"/api/datasets/{NAME}/commits/(?P<revision>[^/]+)")
def commits(request: Handler, found: re.Match[str], _body: bytes) -> None:
    request.may("read")
    commit: Commit | None = request.commit_of(found["name"], found["revision"])
    held, listed = request.repository(found["name"]), []
    while commit is not None:
        listed.append(
            {"id": commit.oid, "title": commit.title, "message": "", "authors": [], "date": "2026-01-01"}
        )
        commit = held.commits.get(commit.parent or "")
    raise Answered(200, listed)


@on("POST", f"/api/datasets/{NAME}/preupload/(?P<revision>[^/]+)")
def preupload(request: Handler, found: re.Match[str], body: bytes) -> None:
    request.may("write")
    commit = request.commit_of(found["name"], found["revision"])
    answers = []
    for file in json.loads(body)["files"]:
        mode = "lfs" if file["path"].endswith(".parquet") or file["size"] > 10_000_000 else "regular"
        answer = {"path": file["path"], "uploadMode": mode, "shouldIgnore": False}
        if file["path"] in commit.files:
            answer["oid"] = commit.files[file["path"]].oid
        answers.append(answer)
    raise Answered(200, {"files": answers})


@on("POST", f"/datasets/{NAME}\\.git/info/lfs/objects/batch")
def lfs_batch(request: Handler, found: re.Match[str], body: bytes) -> None:
    request.may("write")
    held = request.repository(found["name"])
    objects = []
    for wanted in json.loads(body)["objects"]:
        made = {"oid": wanted["oid"], "size": wanted["size"]}
        if wanted["oid"] not in held.objects:
            place = f"{request.server_hub.url}/lfs/{found['name']}/{wanted['oid']}"
            verify = f"{request.server_hub.url}/lfs/{found['name']}/{wanted['oid']}/verify"
            made["actions"] = {"upload": {"href": place}, "verify": {"href": verify}}
        objects.append(made)
    raise Answered(200, {"transfer": "basic", "objects": objects})


@on("PUT", f"/lfs/{NAME}/(?P<oid>[0-9a-f]+)")
def lfs_put(request: Handler, found: re.Match[str], body: bytes) -> None:
    if hashlib.sha256(body).hexdigest() != found["oid"]:
        raise Answered(400, {"error": "the content has another SHA-256"})
    request.server_hub.repositories[found["name"]].objects[found["oid"]] = body
    raise Answered(200)


@on("POST", f"/lfs/{NAME}/(?P<oid>[0-9a-f]+)/verify")
def lfs_verify(request: Handler, found: re.Match[str], body: bytes) -> None:
    held = request.server_hub.repositories[found["name"]].objects.get(found["oid"])
    raise Answered(200 if held is not None and len(held) == json.loads(body)["size"] else 404)


@on("POST", f"/api/datasets/{NAME}/commit/(?P<revision>[^/]+)")
def commit(request: Handler, found: re.Match[str], body: bytes) -> None:
    request.may("write")
    held = request.repository(found["name"])
    branch = unquote(found["revision"])
    head = request.commit_of(found["name"], branch)
    lines = [json.loads(line) for line in body.splitlines()]
    files, title = dict(head.files), ""
    for line in lines:
        value = line["value"]
        if line["key"] == "header":
            title = value["summary"]
            if value.get("parentCommit") not in (None, head.oid):
                raise Answered(412, {"error": "A commit has happened since."})
        elif line["key"] == "file":
            files[value["path"]] = Blob(base64.b64decode(value["content"]), False)
        elif line["key"] == "lfsFile":
            if value["oid"] in request.server_hub.contents and request.server_hub.xet is not None:
                held.objects[value["oid"]] = request.server_hub.contents[value["oid"]]
            if value["oid"] not in held.objects:
                raise Answered(400, {"error": f"{value['path']}: its content was never uploaded"})
            files[value["path"]] = Blob(held.objects[value["oid"]], True)
        elif line["key"] == "deletedFile":
            if value["path"] not in files:
                raise Answered(404, {"error": "A file with this name doesn't exist"})
            del files[value["path"]]
        else:
            raise Answered(400, {"error": f"unknown {line['key']}"})
    made = held.commit(title, files, branch)
    url = f"{request.server_hub.url}/datasets/{found['name']}/commit/{made.oid}"
    raise Answered(200, {"success": True, "commitOid": made.oid, "commitUrl": url, "hookOutput": ""})


@on("POST", f"/api/datasets/{NAME}/branch/(?P<branch>[^/]+)")
def branch(request: Handler, found: re.Match[str], body: bytes) -> None:
    request.may("write")
    held = request.repository(found["name"])
    name = unquote(found["branch"])
    if name in held.branches:
        raise Answered(409, {"error": "Reference already exists"})
    start = json.loads(body or b"{}").get("startingPoint") or "main"
    held.branches[name] = request.commit_of(found["name"], start).oid
    raise Answered(200)


@on("POST", f"/api/datasets/{NAME}/tag/(?P<revision>[^/]+)")
def tag(request: Handler, found: re.Match[str], body: bytes) -> None:
    request.may("write")
    held = request.repository(found["name"])
    name = json.loads(body)["tag"]
    if name in held.tags:
        raise Answered(409, {"error": "Tag reference exists already"})
    held.tags[name] = request.commit_of(found["name"], found["revision"]).oid
    raise Answered(200)


def xet_hash(data: bytes) -> str:
    """Return the hash by which Xet knows a file."""
    import hf_xet  # type: ignore[import-untyped]

    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        (found,) = hf_xet.hash_files([file.name])
    return str(found.hash)


@on("GET", f"/api/datasets/{NAME}/xet-(?P<what>read|write)-token/(?P<revision>[^/]+)")
def xet_token(request: Handler, found: re.Match[str], _body: bytes) -> None:
    request.may(found["what"])
    if request.server_hub.xet is None:
        raise Answered(404, {"error": "no Xet here"})
    end = int(time.time()) + 3600
    place = f"local://{request.server_hub.xet}"
    value = {"casUrl": place, "accessToken": "xet", "exp": end}
    headers = {
        "X_Xet_Cas_Url": place,
        "X_Xet_Access_Token": "xet",
        "X_Xet_Token_Expiration": str(end),
    }
    raise Answered(200, value, **headers)


@on("GET", f"/datasets/{NAME}/resolve/(?P<revision>[^/]+)/(?P<path>.+)")
def resolve(request: Handler, found: re.Match[str], _body: bytes) -> None:
    request.may("read")
    made = request.commit_of(found["name"], found["revision"])
    blob = made.files.get(unquote(found["path"]))
    if blob is None:
        raise Answered(
            404, {"error": "Entry not found"}, X_Error_Code="EntryNotFound", X_Repo_Commit=made.oid
        )
    data, size = blob.data, len(blob.data)
    etag = f'"{blob.sha256 if blob.lfs else blob.oid}"'
    headers = {"X_Repo_Commit": made.oid, "ETag": etag, "Accept_Ranges": "bytes"}
    headers["Content_Type"] = "application/octet-stream"
    if blob.lfs:
        headers |= {"X_Linked_Etag": etag, "X_Linked_Size": str(size)}
    if blob.lfs and request.server_hub.xet is not None:
        if request.command == "GET":
            raise Answered(404, {"error": "it is in Xet's store"}, X_Error_Code="EntryNotFound")
        place = f"{request.server_hub.url}/api/datasets/{found['name']}/xet-read-token/{made.oid}"
        headers |= {"X_Xet_Hash": xet_hash(data), "Link": f'<{place}>; rel="xet-auth"'}
    wanted = re.fullmatch(r"bytes=(\d+)-(\d*)", request.headers.get("Range") or "")
    if wanted is None:
        raise Answered(200, data, **headers, Content_Length=str(size))
    first, last = int(wanted[1]), min(int(wanted[2] or size - 1), size - 1)
    if first >= size:
        raise Answered(416, None, Content_Range=f"bytes */{size}")
    part = data[first : last + 1]
    raise Answered(206, part, **headers, Content_Range=f"bytes {first}-{last}/{size}")


def wait_until(true: Callable[[], bool], seconds: float = 5) -> None:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.01)
