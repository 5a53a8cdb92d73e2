"""The whole of it: a program with the official SDK alone binds a bucket of real files and gets every one of them back.

`ASSAY_E2E_MEDIA_FILES` says how many files (at least one of every kind; 300 when it is not set).
"""

import collections
import datetime
import os

import pytest
from alibabacloud_imm20200930 import models as imm

import corpus
from clients import client
from conftest import Server
from places import PLACES, place
from shelves import PROJECT, bind, records

COUNT = int(os.environ.get("ASSAY_E2E_MEDIA_FILES", "300"))


@pytest.fixture(scope="module", params=PLACES)
def bound(request, assay_binary, tmp_path_factory):
    """The client, what the bucket holds, and the records of all its files by key."""
    folder = tmp_path_factory.mktemp("bucket")
    known = corpus.build(folder, COUNT)
    with place(request.param, tmp_path_factory.mktemp("place"), folder) as settings:
        server = Server(assay_binary, tmp_path_factory.mktemp("media"), **settings).start()
        try:
            media = client("imm", server)
            bind(media, "shelf", len(known), seconds=60 + COUNT)
            yield media, known, records(media, "shelf", list(known))
        finally:
            server.stop()


def test_every_file_of_the_bucket_is_got_back(bound):
    _, known, files = bound
    assert len(files) == len(known)
    statuses = collections.Counter((file.object_status, file.reason) for file in files.values())
    whole = sum(count for (status, reason), count in statuses.items() if status == "Indexed" and not reason)
    assert whole >= 0.98 * len(known), statuses
    for name, file in ((name, files[name]) for name in known):
        assert file.filename == name.rsplit("/", 1)[1]
        assert file.size > 0 and len(file.file_hash) == 32 and file.content_md_5 and file.osscrc64
        assert file.content_type and file.media_type, name


def test_what_was_put_into_a_file_is_read_from_it(bound):
    _, known, files = bound
    wrong = []
    for name, facts in known.items():
        file = files[name]
        have = {
            "MediaType": file.media_type, "ImageWidth": file.image_width, "ImageHeight": file.image_height,
            "Orientation": file.orientation, "VideoWidth": file.video_width, "VideoHeight": file.video_height,
            "Title": file.title, "Artist": file.artist, "Album": file.album, "PageCount": file.page_count,
            "Country": next((a.country for a in file.addresses or [] if a.language.startswith("en")), None),
        }
        wrong += [(name, key, have[key], facts[key]) for key in have if key in facts and have[key] != facts[key]]
        if "LatLong" in facts:
            latitude, longitude = map(float, (file.lat_long or "0,0").split(","))
            if abs(latitude - facts["LatLong"][0]) > 0.001 or abs(longitude - facts["LatLong"][1]) > 0.001:
                wrong.append((name, "LatLong", file.lat_long, facts["LatLong"]))
        if "ProduceTime" in facts:
            made = file.produce_time and datetime.datetime.fromisoformat(file.produce_time.replace("Z", "+00:00"))
            if made != datetime.datetime.fromisoformat(facts["ProduceTime"]):
                wrong.append((name, "ProduceTime", file.produce_time, facts["ProduceTime"]))
    assert wrong == []


def test_the_words_of_documents_are_found(bound):
    media, known, _ = bound
    documents = [(name, facts) for name, facts in known.items() if "text" in facts]
    for name, facts in documents[:40]:
        reply = media.semantic_query(
            imm.SemanticQueryRequest(project_name=PROJECT, dataset_name="shelf", query=facts["text"], max_results=100)
        )
        assert f"oss://shelf/{name}" in {file.uri for file in reply.body.files}, name


def test_queries_agree_with_the_records(bound):
    media, known, files = bound
    reply = media.simple_query(imm.SimpleQueryRequest(
        project_name=PROJECT, dataset_name="shelf", max_results=100, sort="Size,Filename", order="desc,asc",
        query=imm.SimpleQuery(operation="and", sub_queries=[
            imm.SimpleQuery(field="MediaType", operation="eq", value="image"),
            imm.SimpleQuery(field="ImageWidth", operation="gte", value="64"),
        ]),
    ))
    expected = sorted(
        (file for file in files.values() if file.media_type == "image" and (file.image_width or 0) >= 64),
        key=lambda file: (-file.size, file.filename, file.uri),
    )
    assert [file.uri for file in reply.body.files] == [file.uri for file in expected[:100]]
    assert reply.body.total_hits == len(expected)
    groups = media.simple_query(imm.SimpleQueryRequest(
        project_name=PROJECT, dataset_name="shelf",
        aggregations=[imm.SimpleQueryRequestAggregations(field="MediaType", operation="group")],
    )).body.aggregations[0].groups
    counted = collections.Counter(file.media_type for file in files.values())
    assert {group.value: group.count for group in groups} == dict(counted)
