"""Files: indexed, got, changed, taken out, looked at, packed and unpacked, with the official SDK."""

import io
import json
import zipfile

import pytest
from alibabacloud_imm20200930 import models as imm

from conftest import wait_for
from media import DATASET, PROJECT, Media, refused


@pytest.fixture
def media(new_server, tmp_path):
    folder = tmp_path / "shelf"
    folder.mkdir()
    return Media(new_server(ASSAY_BUCKETS=f"shelf=fs:{folder}"), folder).make()


def index(media, *files):
    request = imm.BatchIndexFileMetaRequest(project_name=PROJECT, dataset_name=DATASET, files=list(files))
    assert media.client.batch_index_file_meta(request).body.event_id


def task(media, kind, task_id):
    request = imm.GetTaskRequest(project_name=PROJECT, task_type=kind, task_id=task_id)
    return wait_for(
        lambda: (lambda body: body.status != "Running" and body)(media.client.get_task(request).body), 60
    )


def test_a_batch_is_indexed_and_got_in_the_order_of_the_request(media):
    uris = [media.put(f"{at}.txt", f"text {at}".encode()) for at in range(100)]
    index(media, *[imm.InputFile(uri=uri, custom_labels={"at": str(at)}) for at, uri in enumerate(uris)])
    media.wait_for_files(100)
    backwards = uris[::-1]
    assert [file.uri for file in media.files(backwards)] == backwards
    twice = [uris[3], "oss://shelf/none", uris[3]]
    found = media.files(twice, with_fields=["URI", "CustomLabels"])
    assert [(file.uri, file.custom_labels, file.size) for file in found] == [(uris[3], {"at": "3"}, None)] * 2
    refused("InvalidArgument", media.files, [])
    refused("InvalidArgument", media.files, [*uris, uris[0]])
    assert "Siez" in refused("InvalidArgument", media.files, uris[:1], with_fields=["Siez"])


def test_what_is_said_stays_and_what_is_deleted_goes(media):
    uri = media.put("a.txt", b"one")
    index(media, imm.InputFile(uri=uri, custom_id="mine"))
    media.wait_for_files(1)
    changed = [
        imm.InputFile(uri=uri, custom_labels={"k": "v"}, labels=[]),
        imm.InputFile(uri="oss://shelf/none", title="x"),
    ]
    request = imm.BatchUpdateFileMetaRequest(project_name=PROJECT, dataset_name=DATASET, files=changed)
    results = media.client.batch_update_file_meta(request).body.files
    assert [result.success for result in results] == [True, False]
    media.put("a.txt", b"two!")
    index(media, imm.InputFile(uri=uri))
    wait_for(lambda: media.files([uri])[0].size == 4, 60)
    file = media.files([uri])[0]
    assert (file.custom_id, file.custom_labels) == ("mine", {"k": "v"})
    for _ in range(2):
        media.client.delete_file_meta(
            imm.DeleteFileMetaRequest(project_name=PROJECT, dataset_name=DATASET, uri=uri)
        )
    assert media.files([uri]) == []


def test_a_documents_text_is_extracted(media):
    uri = media.put("a.txt", "plain words, 文字".encode())
    request = imm.ExtractDocumentTextRequest(project_name=PROJECT, source_uri=uri)
    assert "plain words, 文字" in media.client.extract_document_text(request).body.document_text
    gone = imm.ExtractDocumentTextRequest(project_name=PROJECT, source_uri="oss://shelf/gone")
    refused("ResourceNotFound", media.client.extract_document_text, gone)


def test_files_are_packed_listed_and_unpacked(media):
    uri = media.put("docs/a.txt", b"one" * 1000)
    media.put("more/b/c.bin", bytes(range(256)))
    sources = [
        imm.CreateFileCompressionTaskRequestSources(uri=uri, alias="/renamed.txt"),
        imm.CreateFileCompressionTaskRequestSources(uri="oss://shelf/more/", mode="prefix", alias="/in/"),
    ]
    packed = "oss://shelf/out/all.zip"
    started = media.client.create_file_compression_task(
        imm.CreateFileCompressionTaskRequest(project_name=PROJECT, sources=sources, target_uri=packed)
    ).body
    assert task(media, "FileCompression", started.task_id).status == "Succeeded"
    with zipfile.ZipFile(io.BytesIO((media.folder / "out/all.zip").read_bytes())) as archive:
        assert archive.testzip() is None
        assert sorted(archive.namelist()) == ["in/b/c.bin", "renamed.txt"]

    started = media.client.create_archive_file_inspection_task(
        imm.CreateArchiveFileInspectionTaskRequest(project_name=PROJECT, source_uri=packed)
    ).body
    listed = json.loads(task(media, "ArchiveFileInspection", started.task_id).message)["Files"]
    assert {file["Path"]: file["Size"] for file in listed} == {"renamed.txt": 3000, "in/b/c.bin": 256}

    started = media.client.create_file_uncompression_task(
        imm.CreateFileUncompressionTaskRequest(
            project_name=PROJECT, source_uri=packed, target_uri="oss://shelf/back", selected_files=["in/"]
        )
    ).body
    assert task(media, "FileUncompression", started.task_id).status == "Succeeded"
    assert (media.folder / "back/in/b/c.bin").read_bytes() == bytes(range(256))
    assert not (media.folder / "back/renamed.txt").exists()
