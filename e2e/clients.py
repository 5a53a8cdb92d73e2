"""The official clients, with nothing changed but the endpoint."""

import hashlib

import requests
from alibabacloud_imm20200930.client import Client as ImmClient
from alibabacloud_iqs20241111.client import Client as IqsClient
from alibabacloud_pds20220301.client import Client as PdsClient
from alibabacloud_sas20181203 import models as sas
from alibabacloud_sas20181203.client import Client as SasClient
from alibabacloud_tea_openapi import models as openapi

from conftest import ACCESS_KEY_ID, ACCESS_KEY_SECRET, wait_for

CLIENTS = {"sas": SasClient, "pds": PdsClient, "imm": ImmClient, "iqs": IqsClient}


def client(product, server, **settings):
    """A client of one product for this server."""
    settings = {
        "access_key_id": ACCESS_KEY_ID,
        "access_key_secret": ACCESS_KEY_SECRET,
        "endpoint": server and server.endpoint,
        "protocol": "http",
        "region_id": "cn-shanghai",
        **settings,
    }
    return CLIENTS[product](openapi.Config(**settings))


def md5(content):
    return hashlib.md5(content).hexdigest()


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def upload(sas_client, content, key=None):
    """Uploads as the official helper does; returns the key of the upload."""
    key = key or md5(content)
    reply = sas_client.create_file_detect_upload_url(
        sas.CreateFileDetectUploadUrlRequest(
            type=0,
            hash_key_context_list=[
                sas.CreateFileDetectUploadUrlRequestHashKeyContextList(hash_key=key, file_size=len(content))
            ],
        )
    )
    item = reply.body.upload_url_list[0]
    assert item.code == "200", (item.code, item.message)
    if item.file_exist is False:
        post(item, content).raise_for_status()
    return item.context.oss_key


def post(item, content, **changed):
    """Posts the upload form; `changed` replaces or (with None) leaves out fields."""
    fields = {
        "key": item.context.oss_key,
        "policy": item.context.policy,
        "OSSAccessKeyId": item.context.access_id,
        "success_action_status": "200",
        "Signature": item.context.signature,
        **changed,
    }
    fields = {name: value for name, value in fields.items() if value is not None}
    return requests.post(item.public_url, data=fields, files={"file": ("sample", content)}, timeout=30)


def submit(sas_client, content, key=None, **options):
    """Uploads and submits a content; returns its hash key."""
    key = key or md5(content)
    oss_key = upload(sas_client, content, key)
    reply = sas_client.create_file_detect(sas.CreateFileDetectRequest(type=0, hash_key=key, oss_key=oss_key, **options))
    assert reply.body.hash_key == key
    return key


def result(sas_client, key, seconds=30):
    """The final result under a hash key."""

    def final():
        request = sas.GetFileDetectResultRequest(type=0, hash_key_list=[key])
        item = sas_client.get_file_detect_result(request).body.result_list[0]
        return None if item.result == 3 else item

    return wait_for(final, seconds)


def members(sas_client, key, page_size=50):
    """All members under a hash key, page by page."""
    found, page = [], 1
    while True:
        request = sas.ListCompressFileDetectResultRequest(hash_key=key, current_page=page, page_size=page_size)
        body = sas_client.list_compress_file_detect_result(request).body
        found += body.result_list
        if len(body.result_list) < page_size:
            assert body.page_info.total_count == len(found)
            return found
        page += 1
