"""Binding a folder as a bucket to a dataset with the official client, and getting back what was found in it."""

from alibabacloud_imm20200930 import models as imm

from conftest import wait_for

PROJECT = "archive"


def bind(media, bucket, count, seconds):
    """Makes a dataset of the bucket's name, binds the bucket to it and waits until `count` files are in it."""
    names = {"project_name": PROJECT, "dataset_name": bucket}
    media.create_project(imm.CreateProjectRequest(project_name=PROJECT))
    media.create_dataset(imm.CreateDatasetRequest(**names))
    media.attach_ossbucket(imm.AttachOSSBucketRequest(project_name=PROJECT, ossbucket=bucket))
    media.create_binding(imm.CreateBindingRequest(**names, uri=f"oss://{bucket}"))

    def is_full():
        reply = media.get_dataset(imm.GetDatasetRequest(**names, with_statistics=True))
        return reply.body.dataset.file_count == count

    wait_for(is_full, seconds=seconds, every=0.2)


def records(media, bucket, keys):
    """The records of these objects, by key, a hundred a call."""
    found = {}
    for start in range(0, len(keys), 100):
        uris = [f"oss://{bucket}/{key}" for key in keys[start:start + 100]]
        reply = media.batch_get_file_meta(
            imm.BatchGetFileMetaRequest(project_name=PROJECT, dataset_name=bucket, uris=uris)
        )
        assert [file.uri for file in reply.body.files] == uris
        found |= {file.uri.removeprefix(f"oss://{bucket}/"): file for file in reply.body.files}
    return found
