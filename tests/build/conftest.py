"""What the tests of builds share: an S3 server on this machine."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest


@dataclass(frozen=True)
class Bucket:
    """A bucket of the server, with boto3's own client to look at it from outside."""

    name: str
    client: Any
    address: str

    def put(self, key: str, data: bytes) -> None:
        self.client.put_object(Bucket=self.name, Key=key, Body=data)

    def content(self, prefix: str = "") -> dict[str, bytes]:
        """Return what lies under a prefix, by key."""
        listed = self.client.list_objects_v2(Bucket=self.name, Prefix=prefix).get("Contents", ())
        keys = [one["Key"] for one in listed]
        return {
            key.removeprefix(prefix): self.client.get_object(Bucket=self.name, Key=key)["Body"].read()
            for key in keys
        }


@pytest.fixture(scope="session")
def s3_address() -> Iterator[str]:
    """The address of an S3 server."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    yield "http://{}:{}".format(*server.get_host_and_port())
    server.stop()


@pytest.fixture
def bucket(s3_address: str, monkeypatch: pytest.MonkeyPatch) -> Bucket:
    """A bucket of its own, which fsspec finds by the environment as it would a real one."""
    import boto3
    import fsspec

    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ENDPOINT_URL", s3_address)
    fsspec.get_filesystem_class("s3").clear_instance_cache()
    client = boto3.client("s3", endpoint_url=s3_address)
    made = Bucket(f"corpora-{uuid.uuid4().hex[:8]}", client, s3_address)
    client.create_bucket(Bucket=made.name)
    return made
