"""Projects, datasets, buckets, bindings, tasks and notifications, with the official SDK."""

import hashlib
import hmac
import http.server
import json
import signal
import threading
import time

import pytest
from alibabacloud_imm20200930 import models as imm

import drives
from clients import client
from conftest import wait_for
from media import DATASET, PROJECT, Media, call, refused
from test_access import new_key


@pytest.fixture(scope="module")
def api(server):
    return client("imm", server)


@pytest.fixture
def media(new_server, tmp_path):
    """A server of its own with a bucket that is looked at every second."""
    folder = tmp_path / "shelf"
    folder.mkdir()
    server = new_server(
        ASSAY_BUCKETS=f"shelf=fs:{folder}",
        ASSAY_MEDIA_SCAN_SECONDS="1",
        ASSAY_FETCH_ALLOW="127.0.0.1",
        ASSAY_MEDIA_NOTIFICATION_SECRET="told",
    )
    return Media(server, folder)


def test_a_project_is_made_found_changed_listed_and_deleted(api):
    tags = [imm.CreateProjectRequestTag(key="team", value="red")]
    made = api.create_project(
        imm.CreateProjectRequest(
            project_name="p1", description="one", template_id="Official:ImageManagement", tag=tags,
            dataset_max_bind_count=3,
        )
    ).body.project
    assert (made.project_name, made.description, made.template_id) == ("p1", "one", "Official:ImageManagement")
    assert (made.dataset_max_bind_count, made.dataset_max_file_count) == (3, 100_000_000)
    assert made.dataset_max_total_file_size == 90_000_000_000_000_000
    assert (made.engine_concurrency, made.project_queries_per_second) == (100, 100)
    assert made.create_time and made.create_time == made.update_time
    refused("ResourceAlreadyExists", api.create_project, imm.CreateProjectRequest(project_name="p1"))

    changed = api.update_project(imm.UpdateProjectRequest(project_name="p1", description="two")).body.project
    assert (changed.description, changed.dataset_max_bind_count) == ("two", 3)
    found = api.get_project(imm.GetProjectRequest(project_name="p1")).body.project
    assert [(tag.tag_key, tag.tag_value) for tag in found.tags] == [("team", "red")]
    assert found.file_count is None
    found = api.get_project(imm.GetProjectRequest(project_name="p1", with_statistics=True)).body.project
    assert (found.dataset_count, found.file_count, found.total_file_size) == (0, 0, 0)

    for name in ("p2", "p3", "q1"):
        api.create_project(imm.CreateProjectRequest(project_name=name))

    def names(**wanted):
        token, found = "", []
        while True:
            body = api.list_projects(imm.ListProjectsRequest(max_results=2, next_token=token, **wanted)).body
            found += [project.project_name for project in body.projects]
            token = body.next_token
            if not token:
                return found

    assert names(prefix="p") == ["p1", "p2", "p3"]
    assert names(prefix="p", tag=[imm.ListProjectsRequestTag(key="team", value="red")]) == ["p1"]
    assert names(prefix="p", tag=[imm.ListProjectsRequestTag(key="team", value="blue")]) == []
    token = api.list_projects(imm.ListProjectsRequest(max_results=1, prefix="p")).body.next_token
    message = refused("InvalidArgument", api.list_projects, imm.ListProjectsRequest(prefix="q", next_token=token))
    assert "NextToken" in message

    for name in ("p1", "p2", "p3", "q1"):
        api.delete_project(imm.DeleteProjectRequest(project_name=name))
    message = refused("ResourceNotFound", api.get_project, imm.GetProjectRequest(project_name="p1"))
    assert "The specified resource Project is not found." in message


@pytest.mark.parametrize("name", ["1a", "-a", "a b", "n" * 129, "图"])
def test_names_that_are_none_are_refused(api, name):
    message = refused("InvalidArgument", api.create_project, imm.CreateProjectRequest(project_name=name))
    assert "ProjectName" in message


def test_what_makes_no_sense_is_named(api):
    api.create_project(imm.CreateProjectRequest(project_name="edges"))
    for field, value in [
        ("template_id", "Official:Nothing"), ("dataset_max_bind_count", 11), ("dataset_max_file_count", 0),
        ("dataset_max_file_count", 100_000_001),
    ]:
        name = "".join(part.title() for part in field.split("_"))
        request = imm.CreateDatasetRequest(project_name="edges", dataset_name="d", **{field: value})
        assert name in refused("InvalidArgument", api.create_dataset, request)
    refused("ResourceNotFound", api.create_dataset, imm.CreateDatasetRequest(project_name="none", dataset_name="d"))
    assert "ProjectName" in refused("MissingParameter", call, api, "GetProject")
    assert "WithStatistics" in refused(
        "InvalidParameter", call, api, "GetProject", ProjectName="edges", WithStatistics="perhaps"
    )
    for pages in (-1, 201):
        refused("InvalidArgument", api.list_projects, imm.ListProjectsRequest(max_results=pages))


def test_a_dataset_is_made_found_changed_listed_and_deleted(api):
    api.create_project(
        imm.CreateProjectRequest(project_name="sets", dataset_max_file_count=7, project_max_dataset_count=3)
    )
    parameters = [imm.WorkflowParameter(name="n", value="v")]
    made = api.create_dataset(
        imm.CreateDatasetRequest(
            project_name="sets", dataset_name="a", template_id="Official:MediaMeta", workflow_parameters=parameters
        )
    ).body.dataset
    assert (made.dataset_name, made.project_name, made.template_id) == ("a", "sets", "Official:MediaMeta")
    assert made.dataset_max_file_count == 7
    refused("ResourceAlreadyExists", api.create_dataset, imm.CreateDatasetRequest(project_name="sets", dataset_name="a"))
    for name in ("b", "c"):
        api.create_dataset(imm.CreateDatasetRequest(project_name="sets", dataset_name=name))
    message = refused(
        "LimitExceededError", api.create_dataset, imm.CreateDatasetRequest(project_name="sets", dataset_name="d")
    )
    assert "3 datasets" in message

    request = imm.UpdateDatasetRequest(project_name="sets", dataset_name="a", description="new", template_id="")
    changed = api.update_dataset(request).body.dataset
    assert (changed.description, changed.template_id) == ("new", "Official:MediaMeta")
    assert [(parameter.name, parameter.value) for parameter in changed.workflow_parameters] == [("n", "v")]
    found = api.get_dataset(imm.GetDatasetRequest(project_name="sets", dataset_name="a")).body.dataset
    assert (found.description, found.file_count) == ("new", None)

    first = api.list_datasets(imm.ListDatasetsRequest(project_name="sets", max_results=2)).body
    rest = api.list_datasets(imm.ListDatasetsRequest(project_name="sets", next_token=first.next_token)).body
    assert [dataset.dataset_name for dataset in first.datasets + rest.datasets] == ["a", "b", "c"]
    assert rest.next_token == ""

    message = refused("ResourceInUse", api.delete_project, imm.DeleteProjectRequest(project_name="sets"))
    assert "datasets" in message
    for name in ("a", "b", "c"):
        api.delete_dataset(imm.DeleteDatasetRequest(project_name="sets", dataset_name=name))
    refused("ResourceNotFound", api.get_dataset, imm.GetDatasetRequest(project_name="sets", dataset_name="a"))
    api.delete_project(imm.DeleteProjectRequest(project_name="sets"))


def test_regions_are_this_one(api):
    regions = api.list_regions(imm.ListRegionsRequest(accept_language="en-US")).body.regions
    assert [(region.region_id, region.local_name) for region in regions] == [("local", "This installation")]
    assert "AcceptLanguage" in refused("InvalidArgument", api.list_regions, imm.ListRegionsRequest(accept_language="x"))


def test_tenants_and_policies_stand_apart(server, api, tmp_path):
    api.create_project(imm.CreateProjectRequest(project_name="mine"))
    other = client("imm", server, **new_key(server, tmp_path, tenant="other"))
    refused("ResourceNotFound", other.get_project, imm.GetProjectRequest(project_name="mine"))
    other.create_project(imm.CreateProjectRequest(project_name="mine", description="theirs"))
    assert api.get_project(imm.GetProjectRequest(project_name="mine")).body.project.description == ""
    policy = {"Version": "1", "Statement": [{"Effect": "Allow", "Action": ["imm:Get*"], "Resource": "*"}]}
    reader = client("imm", server, **new_key(server, tmp_path, policy))
    reader.get_project(imm.GetProjectRequest(project_name="mine"))
    refused("NoPermission", reader.delete_project, imm.DeleteProjectRequest(project_name="mine"))


def test_buckets_are_attached_listed_and_detached(media):
    media.make()
    api = media.client
    refused("ResourceNotFound", api.attach_ossbucket, imm.AttachOSSBucketRequest(project_name=PROJECT, ossbucket="no"))
    attach = imm.AttachOSSBucketRequest(project_name=PROJECT, ossbucket="shelf", description="books")
    api.attach_ossbucket(attach)
    refused("ResourceAlreadyExists", api.attach_ossbucket, attach)
    found = api.get_ossbucket_attachment(imm.GetOSSBucketAttachmentRequest(ossbucket="shelf")).body
    assert (found.project_name, found.description) == (PROJECT, "books") and found.create_time
    listed = api.list_attached_ossbuckets(imm.ListAttachedOSSBucketsRequest(project_name=PROJECT)).body
    assert [bucket.ossbucket for bucket in listed.attached_ossbuckets] == ["shelf"]
    api.detach_ossbucket(imm.DetachOSSBucketRequest(ossbucket="shelf"))
    refused("ResourceNotFound", api.detach_ossbucket, imm.DetachOSSBucketRequest(ossbucket="shelf"))
    refused("ResourceNotFound", api.get_ossbucket_attachment, imm.GetOSSBucketAttachmentRequest(ossbucket="shelf"))


def test_a_bucket_is_followed(media):
    media.make()
    uris = [media.put(f"a/{number}.txt", b"text %d" % number) for number in range(30)]
    refused("ResourceNotFound", media.bind, "oss://none")
    refused("InvalidArgument", media.bind, "http://shelf/")
    made = media.bind()
    assert (made.state, made.uri) == ("Ready", "oss://shelf")
    refused("ResourceAlreadyExists", media.bind)
    media.wait_for_files(30)
    bound = media.wait_for_binding(state="Running", phase="IncrementalScanning")
    assert (bound.project_name, bound.dataset_name, bound.reason) == (PROJECT, DATASET, "")
    assert media.dataset().bind_count == 1

    before = media.files(uris[:1])[0]
    media.put("a/0.txt", b"something longer than before")
    (media.folder / "a/1.txt").unlink()
    new = media.put("b.txt", b"new")
    wait_for(lambda: {file.uri for file in media.files([uris[0], uris[1], new])} == {uris[0], new})
    wait_for(lambda: media.files(uris[:1])[0].size == 28)
    after = media.files(uris[:1])[0]
    assert after.etag != before.etag and after.create_time == before.create_time
    message = refused(
        "ResourceInUse", media.client.delete_dataset,
        imm.DeleteDatasetRequest(project_name=PROJECT, dataset_name=DATASET),
    )
    assert "bindings" in message
    listed = media.client.list_bindings(imm.ListBindingsRequest(project_name=PROJECT)).body
    assert [binding.uri for binding in listed.bindings] == ["oss://shelf"] and listed.next_token == ""


def test_detaching_stops_a_binding_and_attaching_lets_it_go_on(media):
    media.make()
    media.client.attach_ossbucket(imm.AttachOSSBucketRequest(project_name=PROJECT, ossbucket="shelf"))
    media.put("one.txt", b"1")
    media.bind()
    media.wait_for_files(1)
    media.client.detach_ossbucket(imm.DetachOSSBucketRequest(ossbucket="shelf"))
    stopped = media.binding()
    assert stopped.state == "Stopped" and "detached" in stopped.reason
    media.put("two.txt", b"2")
    time.sleep(3)
    assert media.dataset().file_count == 1 and media.binding().state == "Stopped"
    media.client.attach_ossbucket(imm.AttachOSSBucketRequest(project_name=PROJECT, ossbucket="shelf"))
    media.wait_for_files(2)
    assert media.binding().state == "Running"


def test_a_binding_goes_with_or_without_what_it_brought(media):
    media.make()
    for number in range(5):
        media.put(f"in/{number}.txt", b"x")
    media.put("out.txt", b"x")
    request = dict(project_name=PROJECT, dataset_name=DATASET, uri="oss://shelf/in/")
    media.bind("oss://shelf/in/")
    media.wait_for_files(5)
    media.client.delete_binding(imm.DeleteBindingRequest(**request))
    refused("ResourceNotFound", media.binding, "oss://shelf/in/")
    refused("ResourceNotFound", media.client.delete_binding, imm.DeleteBindingRequest(**request))
    time.sleep(2)
    assert media.dataset().file_count == 5
    media.bind("oss://shelf")
    media.wait_for_files(6)
    call(media.client, "DeleteBinding", ProjectName=PROJECT, DatasetName=DATASET, URI="oss://shelf", Cleanup="true")
    media.wait_for_files(0)
    media.client.delete_dataset(imm.DeleteDatasetRequest(project_name=PROJECT, dataset_name=DATASET))


def test_a_dataset_has_so_many_bindings(media):
    media.make(dataset_max_bind_count=2)
    for part in ("a", "b"):
        media.bind(f"oss://shelf/{part}")
    assert "2 bindings" in refused("LimitExceededError", media.bind, "oss://shelf/c")


def test_a_binding_survives_kill_9(media):
    media.make()
    for number in range(3000):
        media.put(f"{number % 7}/{number}.txt", b"%d" % number)
    media.bind()
    wait_for(lambda: media.dataset().file_count > 100)
    media.server.stop(signal.SIGKILL)
    media.server.start()
    media.client = client("imm", media.server)
    # The files that were under way wait for the dead process's leases to run out.
    media.wait_for_files(3000, 180)
    media.wait_for_binding(state="Running", phase="IncrementalScanning")


def test_a_drive_is_followed(media):
    media.make()
    pds = client("pds", media.server)
    made = drives.upload(pds, "one.txt", b"first")
    domain = made.domain_id
    uri = f"pds://domains/{domain}/drives/{drives.DRIVE}"
    media.bind(uri)
    media.wait_for_files(1)
    listed = f"{uri}/files/{made.file_id}/revisions/{made.revision_id}"
    assert [file.uri for file in media.files([listed])] == [listed]
    drives.upload(pds, "two.txt", b"second")
    media.wait_for_files(2)


class Listener(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.got.append((dict(self.headers), body))
        first = len(self.server.got) == 1
        self.send_response(500 if first else 204)
        self.end_headers()

    def log_message(self, *_):
        pass


def test_those_who_wait_are_told_and_can_check_it(media):
    listener = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    listener.got = []
    threading.Thread(target=listener.serve_forever, daemon=True).start()
    media.make()
    uri = media.put("one.txt", b"1")
    url = f"http://127.0.0.1:{listener.server_address[1]}/told"
    event = media.client.index_file_meta(
        imm.IndexFileMetaRequest(
            project_name=PROJECT, dataset_name=DATASET, file=imm.InputFile(uri=uri), user_data="mine",
            notification=imm.Notification(extended_message_uri=url),
        )
    ).body.event_id
    # The first try is answered with 500, so that there is another.
    wait_for(lambda: len(listener.got) >= 2)
    for headers, body in listener.got:
        headers = {name.lower(): value for name, value in headers.items()}
        signed = headers["x-assay-timestamp"].encode() + b"." + body
        assert headers["x-assay-signature"] == "v1=" + hmac.new(b"told", signed, hashlib.sha256).hexdigest()
        assert abs(time.time() - int(headers["x-assay-timestamp"])) < 60
    told = json.loads(listener.got[1][1])
    assert told["EventId"] == event and told["UserData"] == "mine" and told["URI"] == uri
    assert (told["Status"], told["ProjectName"], told["DatasetName"]) == ("Succeeded", PROJECT, DATASET)
    listener.shutdown()


def test_topics_that_there_are_none_of_are_refused_by_name(media):
    media.make()
    uri = media.put("one.txt", b"1")
    for notification, name in [
        (imm.Notification(mns=imm.MNS(topic_name="t")), "Notification.MNS"),
        (imm.Notification(rocket_mq=imm.RocketMQ(instance_id="i", topic_name="t")), "Notification.RocketMQ"),
        (imm.Notification(extended_message_uri="ftp://a/b"), "Notification.ExtendedMessageURI"),
    ]:
        request = imm.IndexFileMetaRequest(
            project_name=PROJECT, dataset_name=DATASET, file=imm.InputFile(uri=uri), notification=notification
        )
        assert name in refused("InvalidArgument", media.client.index_file_meta, request)
    request = imm.IndexFileMetaRequest(
        project_name=PROJECT, dataset_name=DATASET, file=imm.InputFile(uri=uri), user_data="x" * 2049
    )
    assert "UserData" in refused("InvalidArgument", media.client.index_file_meta, request)


def test_a_full_batch_with_labels_is_one_long_query(media):
    """A hundred files with ten labels each: 160 kB of query, which the official client sends as it is."""
    media.make()
    files = []
    for number in range(100):
        uri = media.put(f"{number}.txt", b"%d" % number)
        labels = {f"label-{label}": "v" * 100 for label in range(10)}
        files.append(imm.InputFile(uri=uri, custom_labels=labels))
    request = imm.BatchIndexFileMetaRequest(project_name=PROJECT, dataset_name=DATASET, files=files)
    assert len(json.dumps([file.to_map() for file in files])) > 110_000
    media.client.batch_index_file_meta(request)
    media.wait_for_files(100)
    assert media.files([files[0].uri])[0].custom_labels["label-9"] == "v" * 100


def test_tasks_that_are_not_there_are_not_found(api):
    api.create_project(imm.CreateProjectRequest(project_name="idle"))
    listed = api.list_tasks(imm.ListTasksRequest(project_name="idle")).body
    assert (listed.tasks, listed.next_token, listed.max_results) == ([], "", "100")
    request = imm.GetTaskRequest(project_name="idle", task_type="FigureClustering", task_id="none")
    assert "Task" in refused("ResourceNotFound", api.get_task, request)
    for field, value in [("status", "Odd"), ("order", "up"), ("sort", "Name"), ("tag_selector", "x")]:
        name = "".join(part.title() for part in field.split("_"))
        request = imm.ListTasksRequest(project_name="idle", **{field: value})
        assert name in refused("InvalidArgument", api.list_tasks, request)
