"""What the metadata tests share: servers with buckets that are folders, datasets, waiting."""

import json

from alibabacloud_imm20200930 import models as imm
from alibabacloud_tea_openapi import utils_models
from darabonba.runtime import RuntimeOptions
import pytest

from clients import client
from conftest import wait_for

PROJECT = "shelf"
DATASET = "books"


class Media:
    """A client, a project and a dataset in it, and a bucket `shelf` that is a folder."""

    def __init__(self, server, folder):
        self.server, self.folder = server, folder
        self.client = client("imm", server)

    def make(self, project=PROJECT, dataset=DATASET, **settings):
        self.client.create_project(imm.CreateProjectRequest(project_name=project))
        self.client.create_dataset(imm.CreateDatasetRequest(project_name=project, dataset_name=dataset, **settings))
        return self

    def put(self, name, content):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return f"oss://shelf/{name}"

    def dataset(self, project=PROJECT, dataset=DATASET):
        """The dataset with what is counted."""
        request = imm.GetDatasetRequest(project_name=project, dataset_name=dataset, with_statistics=True)
        return self.client.get_dataset(request).body.dataset

    def wait_for_files(self, count, seconds=60):
        wait_for(lambda: self.dataset().file_count == count, seconds)

    def files(self, uris, **options):
        request = imm.BatchGetFileMetaRequest(project_name=PROJECT, dataset_name=DATASET, uris=uris, **options)
        return self.client.batch_get_file_meta(request).body.files

    def bind(self, uri="oss://shelf"):
        request = imm.CreateBindingRequest(project_name=PROJECT, dataset_name=DATASET, uri=uri)
        return self.client.create_binding(request).body.binding

    def binding(self, uri="oss://shelf"):
        request = imm.GetBindingRequest(project_name=PROJECT, dataset_name=DATASET, uri=uri)
        return self.client.get_binding(request).body.binding

    def wait_for_binding(self, uri="oss://shelf", **fields):
        def is_so():
            binding = self.binding(uri)
            return all(getattr(binding, name) == value for name, value in fields.items()) and binding

        return wait_for(is_so, 60)


def call(client_of_imm, action, **parameters):
    """An operation by its name, with parameters that the typed models need not know: the reply's body."""
    query = {
        name: value if isinstance(value, str) else json.dumps(value) for name, value in parameters.items()
    }
    params = utils_models.Params(
        action=action, version="2020-09-30", protocol="HTTP", pathname="/", method="POST", auth_type="AK",
        style="RPC", req_body_type="formData", body_type="json",
    )
    return client_of_imm.call_api(params, utils_models.OpenApiRequest(query=query), RuntimeOptions())["body"]


def refused(code, do, *arguments, **options):
    """Calls what is to be refused with a code; returns the message."""
    with pytest.raises(Exception) as caught:
        do(*arguments, **options)
    error = caught.value
    assert getattr(error, "code", None) == code, error
    return error.message
