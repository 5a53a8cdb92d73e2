"""Asking a dataset, and its clusters, with the official SDK."""

import pytest
from alibabacloud_imm20200930 import models as imm

from conftest import Server, wait_for
from media import DATASET, PROJECT, Media, refused
from places import PLACES, place

WHERE = {"project_name": PROJECT, "dataset_name": DATASET}


def label(name, confidence):
    return imm.Label(label_name=name, label_confidence=confidence)


def address(city, country="China", language="en"):
    return imm.Address(city=city, country=country, language=language)


# What the client says about its files: name, content, the rest.
FILES = [
    ("walk/one.txt", b"a walk in the park", {
        "produce_time": "2021-07-01T10:00:00+08:00", "lat_long": "30.25,120.16",
        "labels": [label("cat", 0.9), label("red", 0.2)], "addresses": [address("Hangzhou"), address("杭州", "中国", "zh-Hans")],
    }),
    ("walk/two.txt", b"a second walk, longer", {
        "produce_time": "2021-07-02T10:00:00+08:00", "lat_long": "30.26,120.17",
        "labels": [label("dog", 0.8), label("cat", 0.3)], "addresses": [address("Hangzhou")],
    }),
    ("desk/three.txt", b"nothing", {
        "produce_time": "2021-07-04T10:00:00+08:00", "custom_labels": {"who": "my red cat"},
        "addresses": [address("Hangzhou")],
    }),
    ("desk/four.md", b"# Invoice\n\nFor the park.", {"produce_time": "2020-01-05T00:00:00Z"}),
]


@pytest.fixture(scope="module", params=PLACES)
def media(request, assay_binary, tmp_path_factory):
    folder = tmp_path_factory.mktemp("shelf")
    for name, content, _ in FILES:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
    with place(request.param, tmp_path_factory.mktemp("place"), folder) as settings:
        server = Server(assay_binary, tmp_path_factory.mktemp("data"), **settings).start()
        try:
            media = Media(server, folder).make()
            files = [imm.InputFile(uri=f"oss://shelf/{name}", **said) for name, _, said in FILES]
            media.client.batch_index_file_meta(imm.BatchIndexFileMetaRequest(files=files, **WHERE))
            media.wait_for_files(len(FILES))
            yield media
        finally:
            server.stop()


def names(files):
    return [file.uri.rsplit("/", 1)[1].split(".")[0] for file in files]


def leaf(field, operation, value=None):
    return imm.SimpleQuery(field=field, operation=operation, value=value)


def every(operation, *parts, **more):
    return imm.SimpleQuery(operation=operation, sub_queries=list(parts), **more)


def simple(media, query=None, **options):
    return media.client.simple_query(imm.SimpleQueryRequest(query=query, **WHERE, **options)).body


@pytest.mark.parametrize("query, found", [
    (leaf("Filename", "eq", "one.txt"), ["one"]),
    (leaf("Size", "gt", "18"), ["four", "two"]),
    (leaf("Size", "lte", "18"), ["one", "three"]),
    (leaf("ProduceTime", "gte", "2021-07-02T02:00:00Z"), ["three", "two"]),
    (leaf("ProduceTime", "lt", "2021-07-02T02:00:00Z"), ["four", "one"]),
    (leaf("URI", "prefix", "oss://shelf/walk/"), ["one", "two"]),
    (leaf("CustomLabels.who", "match-phrase", "RED cat"), ["three"]),
    (leaf("LatLong", "exist"), ["one", "two"]),
    (leaf("LatLong", "geo-distance", "30.25,120.16;100"), ["one"]),
    (leaf("LatLong", "geo-bounding-box", "31,120;30,121"), ["one", "two"]),
    (every("or", leaf("Labels.LabelName", "eq", "dog"), leaf("Size", "eq", "7")), ["three", "two"]),
    (every("and", leaf("Labels.LabelName", "eq", "cat"), leaf("Labels.LabelConfidence", "gt", "0.5")), ["one", "two"]),
    (every("nested", leaf("Labels.LabelName", "eq", "cat"), leaf("Labels.LabelConfidence", "gt", "0.5"), field="Labels"),
     ["one"]),
    (every("not", leaf("Labels", "exist")), ["four", "three"]),
])
def test_every_operator_finds_its_files(media, query, found):
    body = simple(media, query)
    assert sorted(names(body.files)) == found
    assert body.total_hits == len(found) and body.next_token == ""


def test_pages_are_in_order_and_their_tokens_their_own(media):
    order = {"sort": "ProduceTime,Size", "order": "asc", "max_results": 3, "with_fields": ["URI", "ProduceTime"]}
    first = simple(media, **order)
    assert names(first.files) == ["four", "one", "two"] and first.total_hits == 4
    assert first.files[0].size is None and first.files[0].produce_time
    second = simple(media, next_token=first.next_token, without_total_hits=True, **order)
    assert names(second.files) == ["three"] and second.next_token == "" and second.total_hits is None
    other = {**order, "order": "desc"}
    request = imm.SimpleQueryRequest(next_token=first.next_token, **WHERE, **other)
    assert "NextToken" in refused("InvalidArgument", media.client.simple_query, request)


def test_what_makes_no_sense_is_named(media):
    for options, named in [
        ({"query": every("and", leaf("Size", "eq", "1"), leaf("Size", "eq", "x"))}, "Query.SubQueries.2.Value"),
        ({"query": leaf("Sise", "eq", "1")}, "Query.Field"),
        ({"query": every("or", *[leaf("Size", "exist")] * 101)}, "Query.SubQueries.101"),
        ({"sort": "Size,URI,Title,Album,Artist,Filename"}, "Sort"),
        ({"max_results": 101}, "MaxResults"),
        ({"with_fields": ["Sise"]}, "Sise"),
        ({"aggregations": [imm.SimpleQueryRequestAggregations(field="Title", operation="sum")]}, "Aggregations.1"),
    ]:
        request = imm.SimpleQueryRequest(**WHERE, **options)
        assert named in refused("InvalidArgument", media.client.simple_query, request)
    query = every("or", *[leaf("Size", "exist")] * 100)
    assert simple(media, query).total_hits == 4
    missing = imm.SimpleQueryRequest(project_name=PROJECT, dataset_name="nothing")
    assert "Dataset" in refused("ResourceNotFound", media.client.simple_query, missing)


def test_all_seven_aggregations(media):
    asked = [imm.SimpleQueryRequestAggregations(field="Size", operation=name)
             for name in ("min", "max", "average", "sum", "count", "distinct")]
    asked.append(imm.SimpleQueryRequestAggregations(field="Labels.LabelName", operation="group"))
    body = simple(media, aggregations=asked)
    sizes = [len(content) for _, content, _ in FILES]
    assert [result.value for result in body.aggregations[:6]] == [
        min(sizes), max(sizes), sum(sizes) / 4, sum(sizes), 4, len(set(sizes))]
    assert [(group.value, group.count) for group in body.aggregations[6].groups] == [("cat", 2), ("dog", 1), ("red", 1)]
    assert not body.files and body.total_hits == 4


def test_words_are_found_in_every_text(media):
    def fuzzy(query, **options):
        return media.client.fuzzy_query(imm.FuzzyQueryRequest(query=query, sort="URI", **WHERE, **options)).body

    assert names(fuzzy("cat").files) == ["three", "one", "two"]
    assert names(fuzzy("hangzhou", order="desc").files) == ["two", "one", "three"]
    first = fuzzy("cat", max_results=2)
    assert first.total_hits == 3 and names(first.files) == ["three", "one"]
    assert names(fuzzy("cat", max_results=2, next_token=first.next_token).files) == ["two"]
    assert fuzzy("elephant").files == []


def test_meanings_are_understood_in_english_and_chinese(media):
    def semantic(query, **options):
        return names(media.client.semantic_query(imm.SemanticQueryRequest(query=query, **WHERE, **options)).body.files)

    assert semantic("cats or a cat in Hangzhou on July 1 2021") == ["one"]
    assert semantic("2020年的文档") == ["four"]
    assert semantic("2021年夏天在杭州", max_results=1) == ["one"]
    assert semantic("park") and "four" in semantic("park"), "texts that are not shown are searched"
    refused("MissingParameter", media.client.semantic_query, imm.SemanticQueryRequest(**WHERE))
    refused("InvalidArgument", media.client.semantic_query, imm.SemanticQueryRequest(query="x", media_types=["x"], **WHERE))
    like = imm.SemanticQueryRequest(source_uri="oss://shelf/walk/one.txt", **WHERE)
    assert "model" in refused("UnsupportedOperation", media.client.semantic_query, like)


def finished(media, kind, started):
    def is_over():
        task = media.client.get_task(imm.GetTaskRequest(project_name=PROJECT, task_type=kind, task_id=started.task_id)).body
        return task.status != "Running" and task

    task = wait_for(is_over, 30)
    assert (task.status, task.code) == ("Succeeded", None)


def test_places_and_days_become_clusters(media):
    options = {
        "date_options": imm.CreateLocationDateClusteringTaskRequestDateOptions(min_days=1, max_days=15, gap_days=1),
        "location_options": imm.CreateLocationDateClusteringTaskRequestLocationOptions(
            location_date_cluster_levels=["city", "country"]),
    }
    request = imm.CreateLocationDateClusteringTaskRequest(**WHERE, **options)
    started = media.client.create_location_date_clustering_task(request).body
    assert started.task_id and started.event_id
    finished(media, "LocationDateClustering", started)

    def clusters(**filters):
        request = imm.QueryLocationDateClustersRequest(**WHERE, **filters)
        return media.client.query_location_date_clusters(request).body.location_date_clusters

    city, = clusters(location_date_cluster_levels=["city"])
    assert city.title == "Hangzhou" and city.location_date_cluster_start_time == "2021-07-01T02:00:00Z"
    assert city.location_date_cluster_end_time == "2021-07-04T02:00:00Z"
    assert [one.language for one in city.addresses] == ["en", "zh-Hans"]
    assert len(clusters()) == 2 and clusters(title="nowhere") == []
    named = imm.UpdateLocationDateClusterRequest(
        object_id=city.object_id, title="Lake", custom_labels={"trip": "summer"}, **WHERE)
    media.client.update_location_date_cluster(named)
    found, = clusters(custom_labels="trip=summer")
    assert (found.object_id, found.title) == (city.object_id, "Lake")
    gone = imm.DeleteLocationDateClusterRequest(object_id=city.object_id, **WHERE)
    media.client.delete_location_date_cluster(gone)
    refused("ResourceNotFound", media.client.delete_location_date_cluster, gone)
    assert len(clusters()) == 1


def test_without_a_model_there_are_no_figures(media):
    started = media.client.create_figure_clustering_task(imm.CreateFigureClusteringTaskRequest(**WHERE)).body
    finished(media, "FigureClustering", started)
    found = media.client.query_figure_clusters(imm.QueryFigureClustersRequest(with_total_count=True, **WHERE)).body
    assert (found.figure_clusters, found.total_count, found.next_token) == ([], 0, "")
    refused("ResourceNotFound", media.client.get_figure_cluster,
            imm.GetFigureClusterRequest(object_id="nobody", **WHERE))
    refused("ResourceNotFound", media.client.create_figure_clusters_merging_task,
            imm.CreateFigureClustersMergingTaskRequest(from_="a", to="b", **WHERE))
    request = imm.SearchImageFigureClusterRequest(source_uri="oss://shelf/walk/one.txt", **WHERE)
    assert "model" in refused("UnsupportedOperation", media.client.search_image_figure_cluster, request)
