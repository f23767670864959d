"""Publishing a built repository: look, plan, and then create, commit and tag.

The order is what keeps a failure harmless. First everything is looked up and compared, the tag too, so
that what can't be done fails before anything is sent. All files go into one commit, which the Hub makes
whole or not at all; only then is the tag made, on that very commit. A push that was cut off anywhere is
finished by the next one.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, TypeVar

from corpus_pkg.corpus import files, layout
from corpus_pkg.corpus.problems import CorpusError
from corpus_pkg.corpus.staging import scratch
from corpus_pkg.exchange.hub.errors import NO_TOKEN, HubError, explained
from corpus_pkg.exchange.hub.metadata import CARD_FILE, CROISSANT_FILE, REPOSITORY
from corpus_pkg.exchange.hub.plan import Plan, RemoteFile, all_held
from corpus_pkg.exchange.hub.redistribution import WAYS, texts_of
from corpus_pkg.exchange.hub.retry import TRIES, patiently
from corpus_pkg.extras import need
from corpus_pkg.tables.manifest import MADE_BY, MANIFEST_FILE, ManifestError, parse_manifest, read_manifest
from corpus_pkg.tables.verify import folder_problems
from corpus_pkg.values.counted import counted

MAIN: Final = "main"

T = TypeVar("T")
Report = Callable[[str], object]


def push(
    repository: str,
    folder: Path,
    *,
    revision: str = MAIN,
    tag: str | None = None,
    private: bool = False,
    with_texts: bool = False,
    dry_run: bool = False,
    report: Report = lambda _line: None,
    api: Any = None,
    sleep: Callable[[float], object] = time.sleep,
) -> Plan:
    """Publish a built repository on the Hub.

    Args:
        repository: The repository, `ORG/NAME`.
        folder: A folder of `corpus-pkg hub build`.
        revision: The branch; created where it is not there.
        tag: The tag that the commit gets; none where None.
        private: Make a repository that does not exist yet private.
        with_texts: Publish texts whose licence does not allow redistribution, in a public repository too.
        dry_run: Only look, and change nothing.
        report: Called with each line of the plan, and with what is being done.
        api: A `huggingface_hub.HfApi`; one with the user's own token and endpoint where None.
        sleep: Waits for a number of seconds.

    Returns:
        The plan that was carried out; `idle` where nothing had changed.

    Raises:
        CorpusError: The folder is not as it was built.
        HubError: The texts may not be published, or the Hub refused, did not answer, or has the tag on
            other content.
    """
    api = ready(repository, folder, api=api)
    texts = texts_of(folder)
    refused = bool(texts.withheld) and not (with_texts or private)
    if refused and not dry_run:
        raise HubError(texts.refusal(folder))
    if not dry_run:
        require_token(api)
    report(texts.line())
    if refused:
        report(f"a push would be refused: {WAYS}")
    content = _named(_built(folder), repository)
    # A dry run loses nothing by ending at once.
    session = _Session(api, repository, report, sleep, tries=1 if dry_run else TRIES)
    plan = session.plan(content, revision, tag, private)
    for line in plan.lines():
        report(line)
    if not plan.idle and not dry_run:
        session.carry_out(plan, content)
    return plan


def ready(repository: str, folder: Path | None, *, api: Any = None) -> Any:
    """Check what can be checked of a push before anything is built, read in full, or requested.

    Args:
        repository: As for `push`.
        folder: As for `push`; not checked if it is still to be built.
        api: As for `push`.

    Returns:
        The `huggingface_hub.HfApi` to use.

    Raises:
        HubError: The name is not `ORG/NAME`, or the folder is not a built repository.
    """
    hub = need("huggingface_hub", "hub")
    parts = [part for part in repository.split("/") if part]
    if Path(repository).is_dir() and (folder is None or not folder.exists()):
        raise HubError(
            f"{repository} is a folder; the repository comes first: hub push ORG/NAME {repository}"
        )
    if len(parts) == 1:
        raise HubError(
            f"{repository!r} has no namespace: write ORG/{repository}, where ORG is your user name on the "
            "Hub, or an organisation's"
        )
    if repository != "/".join(parts[-2:]):
        written = "/".join(parts[-2:]) or "ORG/NAME"
        raise HubError(f"{repository!r} is not the name of a repository: write {written}")
    with explained(repository):
        need("huggingface_hub.utils", "hub").validate_repo_id(repository)
    if folder is not None:
        _names(folder)
    return hub.HfApi(library_name="corpus-pkg") if api is None else api


def require_token(api: Any) -> None:
    """Raise an error where there is no token for the Hub."""
    if api.token is None and need("huggingface_hub", "hub").get_token() is None:
        raise HubError(NO_TOKEN)


def _names(folder: Path) -> list[str]:
    """Return the names of the files of a built repository.

    Raises:
        HubError: The folder is not one.
    """
    if not folder.is_dir():
        raise HubError(f"there is no folder {folder}; make it with `corpus-pkg hub build --out {folder}`")
    if files.is_there(folder, layout.DOCUMENTS_FILE):
        raise HubError(
            f"{folder} is a corpus, not a repository; run `corpus-pkg hub build {folder} --out "
            "REPOSITORY`, and push REPOSITORY"
        )
    try:
        names = [*read_manifest(folder).files, MANIFEST_FILE]
    except ManifestError as error:
        raise HubError(f"{error}; name a folder that `corpus-pkg hub build` made") from None
    if CARD_FILE not in names or CROISSANT_FILE not in names:
        raise HubError(
            f"{folder} is a folder of `{MADE_BY}`, not a repository; make one from its corpus with "
            "`corpus-pkg hub build CORPUS --out REPOSITORY`, and push REPOSITORY"
        )
    return sorted(names)


def _built(folder: Path) -> dict[str, bytes]:
    """Return the files of a built repository, after checking them.

    Raises:
        CorpusError: A file is missing or was changed.
    """
    if problems := folder_problems(folder):
        raise CorpusError(problems)
    return {name: (folder / name).read_bytes() for name in _names(folder)}


def _named(content: Mapping[str, bytes], repository: str) -> dict[str, bytes]:
    """Return the files of a repository with its name in the card and in the Croissant file."""
    written = {
        name: content[name].replace(REPOSITORY.encode(), repository.encode())
        for name in (CARD_FILE, CROISSANT_FILE)
        if name in content
    }
    manifest = parse_manifest(content[MANIFEST_FILE], MANIFEST_FILE)
    files = {
        name: replace(file, bytes=len(written[name]), sha256=sha256(written[name]).hexdigest())
        if name in written
        else file
        for name, file in manifest.files.items()
    }
    return {**content, **written, MANIFEST_FILE: replace(manifest, files=files).as_json()}


class _Session:
    """The requests of one push."""

    def __init__(
        self, api: Any, repository: str, report: Report, sleep: Callable[[float], object], *, tries: int
    ) -> None:
        self.api = api
        self.repository = repository
        self.report = report
        self.sleep = sleep
        self.tries = tries

    def ask(self, request: Callable[[], T], revision: str | None = None) -> T:
        """Make a request that changes nothing when repeated, again where it may succeed later."""
        return patiently(
            request, self.repository, revision, report=self.report, sleep=self.sleep, tries=self.tries
        )

    def plan(self, files: Mapping[str, bytes], revision: str, tag: str | None, private: bool) -> Plan:
        """Look at the repository and return what there is to do.

        Raises:
            HubError: The tag is there with other content.
        """
        refs = self._refs()
        branches = {ref.name: ref.target_commit for ref in refs.branches} if refs is not None else {}
        tags = {ref.name: ref.target_commit for ref in refs.tags} if refs is not None else {}
        base = branches.get(revision, branches.get(MAIN))
        remote = self._listing(base) if base else {}
        if private and refs is not None and not self._is_private():
            raise HubError(
                f"{self.repository} exists and is public: pushing to it would publish the files; make it "
                "private on its page first, or push without --private"
            )
        before = self._earlier_files(base, remote)
        if tag in tags and not all_held(files, self._listing(tags[tag])):
            raise HubError(
                f"{self.repository} has the tag {tag} with other content; a published version never changes: "
                "raise the version of the corpus (in corpus.toml) and push that"
            )
        same = [name for name, data in files.items() if name in remote and remote[name].holds(data)]
        return Plan(
            repository=self.repository,
            revision=revision,
            create_repository=refs is None,
            private=private,
            create_branch=revision != MAIN and revision not in branches,
            add=tuple(name for name in files if name not in remote),
            update=tuple(name for name in files if name in remote and name not in same),
            remove=tuple(sorted((before - set(files)) & set(remote))),
            unchanged=tuple(same),
            tag=tag if tag not in tags else None,
            parent=base,
            sizes={name: len(data) for name, data in files.items()},
        )

    def _refs(self) -> Any:
        """Return the branches and tags, or None where the repository does not exist."""
        try:
            return self.ask(lambda: self.api.list_repo_refs(self.repository, repo_type="dataset"))
        except HubError as error:
            if error.status == 404:
                return None
            raise

    def _listing(self, revision: str) -> dict[str, RemoteFile]:
        def listed() -> list[Any]:
            tree = self.api.list_repo_tree(
                self.repository, repo_type="dataset", revision=revision, recursive=True
            )
            return [entry for entry in tree if hasattr(entry, "blob_id")]

        return {
            entry.path: RemoteFile(entry.size, entry.blob_id, entry.lfs.sha256 if entry.lfs else None)
            for entry in self.ask(listed, revision)
        }

    def _earlier_files(self, revision: str | None, remote: Mapping[str, RemoteFile]) -> set[str]:
        """Return the files that an earlier push made, by the manifest that it left."""
        if revision is None or MANIFEST_FILE not in remote:
            return set()
        with scratch("manifest") as folder:
            self.ask(
                lambda: self.api.hf_hub_download(
                    self.repository,
                    MANIFEST_FILE,
                    repo_type="dataset",
                    revision=revision,
                    local_dir=folder,
                ),
                revision,
            )
            try:
                return {*read_manifest(folder).files, MANIFEST_FILE}
            except ManifestError:  # not one of ours: nothing there is ours to remove
                return set()

    def _is_private(self) -> bool:
        info = self.ask(lambda: self.api.repo_info(self.repository, repo_type="dataset"))
        return bool(info.private)

    def carry_out(self, plan: Plan, files: Mapping[str, bytes]) -> None:
        """Do what a plan says."""
        named = {"repo_id": self.repository, "repo_type": "dataset"}
        if plan.create_repository:
            self.report(f"creating {self.repository}")
            self.ask(lambda: self.api.create_repo(**named, private=plan.private, exist_ok=True))
        if plan.create_branch:
            self.report(f"creating the branch {plan.revision}")
            self.ask(lambda: self.api.create_branch(**named, branch=plan.revision, exist_ok=True))
        commit = plan.parent
        if plan.commits:
            commit = self._commit(plan, files)
            self.report(f"committed {commit}")
        if plan.tag is not None:
            self._tag(plan.tag, commit, files)
            self.report(f"tagged {plan.tag}")

    def _commit(self, plan: Plan, files: Mapping[str, bytes]) -> str:
        """Make one commit of all changes; where the answer was lost, see whether it was made."""
        return patiently(
            lambda: self._send(plan, files),
            self.repository,
            plan.revision,
            report=self.report,
            sleep=self.sleep,
            done=lambda: self._committed(plan, files),
        )

    def _send(self, plan: Plan, files: Mapping[str, bytes]) -> str:
        hub = need("huggingface_hub", "hub")
        changed = (*plan.add, *plan.update)
        operations = [
            *(hub.CommitOperationAdd(path_in_repo=name, path_or_fileobj=files[name]) for name in changed),
            *(hub.CommitOperationDelete(path_in_repo=name) for name in plan.remove),
        ]
        size = sum(len(files[name]) for name in changed)
        self.report(f"uploading {counted(len(changed), 'file')}, {size:,} bytes")
        made = self.api.create_commit(
            self.repository,
            operations,
            commit_message=f"Publish {plan.tag}" if plan.tag else "Publish the corpus",
            repo_type="dataset",
            revision=plan.revision,
            parent_commit=plan.parent,
        )
        oid: str = made.oid
        return oid

    def _committed(self, plan: Plan, files: Mapping[str, bytes]) -> str | None:
        """Return the branch's commit if it has the files, after an answer that was lost."""
        refs = self._refs()
        heads = {ref.name: ref.target_commit for ref in refs.branches} if refs is not None else {}
        head: str | None = heads.get(plan.revision)
        if head is None or head == plan.parent:
            return None
        remote = self._listing(head)
        done = all_held(files, remote) and not set(plan.remove) & set(remote)
        return head if done else None

    def _tag(self, tag: str, commit: str | None, files: Mapping[str, bytes]) -> None:
        """Make the tag; one that another push made meanwhile must have the same content."""
        try:
            self.ask(
                lambda: self.api.create_tag(self.repository, tag=tag, revision=commit, repo_type="dataset")
            )
        except HubError as error:
            if error.status != 409:
                raise
            refs = self._refs()
            made = next((ref.target_commit for ref in refs.tags if ref.name == tag), None)
            if made is None or not all_held(files, self._listing(made)):
                raise
