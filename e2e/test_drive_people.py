"""Domains, users, groups, drives, tokens, sharing and rights: who may do what."""

import base64
import hashlib
import hmac
import json
import time
import uuid

import pytest
import requests
from alibabacloud_pds20220301 import models as pds

from conftest import ACCESS_KEY_ID, ACCESS_KEY_SECRET
from drives import DRIVE, PdsClient, as_user, download, get, key_client, listed, make_folder, refused, scan, upload

FOREVER = 4775500800000


@pytest.fixture(scope="module")
def api(server):
    return key_client(server)


@pytest.fixture
def user(api, server):
    """A fresh user with a drive of its own: id, client, drive."""
    return new_user(api, server)


other = user


def new_user(api, server):
    user_id = uuid.uuid4().hex
    api.create_user(pds.CreateUserRequest(user_id=user_id, nick_name="N", user_name="U", role="user", status="enabled"))
    request = pds.CreateDriveRequest(drive_name="mine", owner=user_id, owner_type="user", default=True)
    drive = api.create_drive(request).body.drive_id
    return user_id, as_user(server, token_of(server, user_id)), drive


def jwt(user_id, secret=ACCESS_KEY_SECRET, **changed):
    part = lambda data: base64.urlsafe_b64encode(data).rstrip(b"=").decode()
    now = int(time.time())
    claims = {
        "iss": ACCESS_KEY_ID, "sub": user_id, "sub_type": "user", "aud": "default", "jti": uuid.uuid4().hex,
        "iat": now, "exp": now + 60, **changed,
    }
    text = part(json.dumps({"alg": "HS256", "typ": "JWT"}).encode()) + "." + part(json.dumps(claims).encode())
    return text + "." + part(hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest())


def ask_token(server, **fields):
    """The token operation as any OAuth client calls it."""
    return key_client(server).token(pds.TokenRequest(client_id=ACCESS_KEY_ID, **fields)).body


def token_of(server, user_id):
    grant = "urn:ietf:params:oauth:grant-type:jwt-bearer"
    return ask_token(server, grant_type=grant, assertion=jwt(user_id)).access_token


# --- who there is ------------------------------------------------------------------------------------


def test_the_first_start_has_a_domain_a_superadmin_and_a_drive(api):
    domain = api.get_domain(pds.GetDomainRequest(domain_id="default")).body
    assert domain.domain_id == "default"
    drives = api.list_drive(pds.ListDriveRequest(owner="superadmin")).body.items
    assert DRIVE in [drive.drive_id for drive in drives]
    admin = api.get_user(pds.GetUserRequest(user_id="superadmin")).body
    assert (admin.role, admin.status) == ("superadmin", "enabled")


def test_users_come_change_and_go(api, server):
    user_id, client, drive = new_user(api, server)
    assert api.get_user(pds.GetUserRequest(user_id=user_id)).body.default_drive_id == drive
    assert api.update_user(pds.UpdateUserRequest(user_id=user_id, nick_name="M")).body.nick_name == "M"
    found = api.search_user(pds.SearchUserRequest(nick_name="M")).body.items
    assert user_id in [user.user_id for user in found]
    assert refused(api.create_user, pds.CreateUserRequest(user_id=user_id))[0] == "AlreadyExist.User"
    assert client.get_default_drive(pds.GetDefaultDriveRequest()).body.drive_id == drive
    api.update_user(pds.UpdateUserRequest(user_id=user_id, status="disabled"))
    time.sleep(2.1)
    assert refused(client.get_default_drive, pds.GetDefaultDriveRequest())[1] in (401, 403)
    api.delete_user(pds.DeleteUserRequest(user_id=user_id))
    assert refused(api.get_user, pds.GetUserRequest(user_id=user_id))[0] == "NotFound.User"


def test_drives_are_listed_changed_and_deleted(api, user):
    user_id, client, drive = user
    assert [d.drive_id for d in client.list_my_drives(pds.ListMyDrivesRequest()).body.items] == [drive]
    changed = api.update_drive(pds.UpdateDriveRequest(drive_id=drive, drive_name="new", total_size=5)).body
    assert (changed.drive_name, changed.total_size) == ("new", 5)
    assert refused(upload, client, "a", b"123456", drive=drive)[0] == "QuotaExhausted.Drive"
    api.delete_drive(pds.DeleteDriveRequest(drive_id=drive))
    assert refused(api.get_drive, pds.GetDriveRequest(drive_id=drive))[0] == "NotFound.DriveId"


def test_tokens_are_refreshed_and_forged_ones_refused(api, server):
    user_id, _, drive = new_user(api, server)
    grant = "urn:ietf:params:oauth:grant-type:jwt-bearer"
    first = ask_token(server, grant_type=grant, assertion=jwt(user_id))
    assert first.user_id == user_id and first.expires_in > 0 and first.token_type == "Bearer"
    second = ask_token(server, grant_type="refresh_token", refresh_token=first.refresh_token)
    assert second.access_token != first.access_token
    assert as_user(server, second.access_token).get_drive(pds.GetDriveRequest(drive_id=drive)).body.owner == user_id
    for bad in (jwt(user_id, secret="wrong"), jwt("nobody"), jwt(user_id, exp=int(time.time()) - 1000), "a.b.c"):
        assert refused(ask_token, server, grant_type=grant, assertion=bad)[1] in (400, 401, 403, 404)
    used = jwt(user_id)
    ask_token(server, grant_type=grant, assertion=used)
    assert refused(ask_token, server, grant_type=grant, assertion=used)
    stranger = as_user(server, "no such token")
    code, status = refused(stranger.get_drive, pds.GetDriveRequest(drive_id=drive))
    assert code == "AccessTokenInvalid" and status == 401


# --- strangers ---------------------------------------------------------------------------------------


def operations():
    """The names of the client's calls but those that sign in, carry others, or are for strangers."""
    others = ("token", "authorize", "batch", "get_share_link_by_anonymous")
    names = (name.removesuffix("_with_options") for name in dir(PdsClient) if name.endswith("_with_options"))
    return sorted(name for name in names if name not in others)


def test_a_stranger_gets_nothing(api, user, other, server):
    """Every operation, about somebody else's file, drive, user and group."""
    owner_id, owner, drive = user
    _, stranger, _ = new_user(api, server)
    folder = make_folder(owner, "f", drive=drive)
    file = upload(owner, "secret-name.txt", b"secret content", folder, drive)
    share = owner.create_share_link(
        pds.CreateShareLinkRequest(drive_id=drive, file_id_list=[file.file_id], share_pwd="pass")
    ).body.share_id
    group = api.create_group(pds.CreateGroupRequest(group_name=uuid.uuid4().hex)).body.group_id
    before = [item.to_map() for item in scan(owner, drive)]
    values = {
        "drive_id": drive, "file_id": file.file_id, "parent_file_id": folder, "to_parent_file_id": folder,
        "to_drive_id": drive, "user_id": owner_id, "group_id": group, "share_id": share, "name": "x", "type": "folder",
        "query": 'name match "secret"', "revision_id": file.revision_id, "domain_id": "default", "upload_id": file.revision_id,
        "owner": owner_id, "owner_type": "user", "drive_name": "x", "group_name": "x", "domain_name": "x",
        "member_id": owner_id, "member_type": "user", "manage_resource_id": group, "manage_resource_type": "RT_Group",
        "role_id": "SystemGroupAdmin", "authentication_type": "custom", "nick_name": "x",
        "async_task_id": file.revision_id, "task_id": file.revision_id, "action_code": "block", "key_list": ["a"],
        "file_id_list": [file.file_id], "fields": "*", "cursor": None,
    }
    leaked = []
    for name in operations():
        model = "".join(part.capitalize() for part in name.split("_"))
        request_type = getattr(pds, model + "Request", None)
        if request_type is None:
            continue
        request = request_type()
        for field in vars(request):
            if field in values and values[field] is not None:
                setattr(request, field, values[field])
        try:
            reply = getattr(stranger, name)(request)
        except Exception as error:
            status = (error.data or {}).get("statusCode")
            assert status and status < 500, (name, error)
            continue
        if reply.body is not None:
            text = json.dumps(reply.body.to_map() if hasattr(reply.body, "to_map") else [i.to_map() for i in reply.body])
            if "secret" in text or file.file_id in text or owner_id in text:
                leaked.append((name, text))
    assert not leaked, leaked
    assert [item.to_map() for item in scan(owner, drive)] == before
    assert download(owner, file.file_id, drive) == b"secret content"
    assert api.get_user(pds.GetUserRequest(user_id=owner_id)).body.status == "enabled"


# --- rights ------------------------------------------------------------------------------------------


def member(identity, role=None, kind="IT_User", **more):
    return pds.FilePermissionMember(
        identity=pds.Identity(identity_id=identity, identity_type=kind), role_id=role, expire_time=FOREVER, **more
    )


def test_rights_reach_down_the_tree(api, server, user):
    _, owner, drive = user
    guest_id, guest, _ = new_user(api, server)
    top = make_folder(owner, "top", drive=drive)
    below = make_folder(owner, "below", top, drive)
    file = upload(owner, "a.txt", b"abc", below, drive)
    apart = upload(owner, "b.txt", b"def", "root", drive)
    assert refused(get, guest, file.file_id, drive)[1] in (403, 404)
    grant = pds.FileAddPermissionRequest(drive_id=drive, file_id=top, member_list=[member(guest_id, "SystemFileViewer")])
    owner.file_add_permission(grant)
    time.sleep(2.1)
    assert get(guest, file.file_id, drive).name == "a.txt"
    assert [item.file_id for item in listed(guest, top, drive)] == [below]
    assert refused(get, guest, apart.file_id, drive)[1] in (403, 404)
    assert refused(make_folder, guest, "x", top, drive)[0] == "ForbiddenNoPermission.File"
    received = guest.list_received_file(pds.ListReceivedFileRequest()).body.items
    assert [item.file_id for item in received] == [top]
    shown = owner.file_list_permission(pds.FileListPermissionRequest(drive_id=drive, file_id=top)).body
    assert guest_id in json.dumps([item.to_map() for item in shown])
    owner.file_add_permission(
        pds.FileAddPermissionRequest(drive_id=drive, file_id=below, member_list=[member(guest_id, "SystemFileEditor")])
    )
    time.sleep(2.1)
    assert make_folder(guest, "x", below, drive)
    owner.file_remove_permission(
        pds.FileRemovePermissionRequest(
            drive_id=drive, file_id=top,
            member_list=[
                pds.FileRemovePermissionRequestMemberList(
                    identity=pds.Identity(identity_id=guest_id, identity_type="IT_User"), role_id="SystemFileViewer"
                )
            ],
        )
    )
    time.sleep(2.1)
    assert refused(listed, guest, top, drive)[1] in (403, 404)
    assert get(guest, file.file_id, drive).name == "a.txt"


def test_rights_of_groups(api, server, user):
    _, owner, drive = user
    guest_id, guest, _ = new_user(api, server)
    outer = api.create_group(pds.CreateGroupRequest(group_name=uuid.uuid4().hex)).body.group_id
    inner = api.create_group(pds.CreateGroupRequest(group_name=uuid.uuid4().hex, parent_group_id=outer)).body.group_id
    api.add_group_member(pds.AddGroupMemberRequest(group_id=inner, member_id=guest_id, member_type="user"))
    members = api.list_group_member(pds.ListGroupMemberRequest(group_id=inner, member_type="user")).body
    assert [user.user_id for user in members.user_items] == [guest_id]
    file = upload(owner, "a.txt", b"abc", "root", drive)
    owner.file_add_permission(
        pds.FileAddPermissionRequest(
            drive_id=drive, file_id=file.file_id, member_list=[member(outer, "SystemFileDownloader", "IT_Group")]
        )
    )
    time.sleep(2.1)
    assert download(guest, file.file_id, drive) == b"abc"
    api.remove_group_member(pds.RemoveGroupMemberRequest(group_id=inner, member_id=guest_id, member_type="user"))
    time.sleep(2.1)
    assert refused(get, guest, file.file_id, drive)[1] in (403, 404)


# --- share links -------------------------------------------------------------------------------------


def post(server, path, token=None, **body):
    headers = {"x-share-token": token} if token else {}
    return requests.post(f"{server.url}/v2{path}", json=body, headers=headers, timeout=10)


def test_a_share_link_opens_for_who_knows_the_password(api, server, user):
    _, owner, drive = user
    top = make_folder(owner, "top", drive=drive)
    file = upload(owner, "a.txt", b"abc", top, drive)
    apart = upload(owner, "b.txt", b"def", "root", drive)
    link = owner.create_share_link(
        pds.CreateShareLinkRequest(drive_id=drive, file_id_list=[top], share_pwd="sesame", share_name="s", download_limit=2)
    ).body
    assert link.share_id and link.share_pwd == "sesame" and link.status == "enabled"
    seen = api.get_share_link_by_anonymous(pds.GetShareLinkByAnonymousRequest(share_id=link.share_id)).body
    assert seen.has_pwd and seen.share_name == "s"
    wrong = post(server, "/share_link/get_share_token", share_id=link.share_id, share_pwd="x")
    assert wrong.status_code < 500 and wrong.json()["code"].startswith("InvalidResource")
    token = api.get_share_link_token(
        pds.GetShareLinkTokenRequest(share_id=link.share_id, share_pwd="sesame")
    ).body.share_token
    names = [i["name"] for i in post(server, "/file/list", token, share_id=link.share_id, parent_file_id=top).json()["items"]]
    assert names == ["a.txt"]
    assert post(server, "/file/get", token, share_id=link.share_id, file_id=file.file_id).json()["name"] == "a.txt"
    assert post(server, "/file/get", token, share_id=link.share_id, file_id=apart.file_id).status_code in (403, 404)
    assert post(server, "/file/get", None, share_id=link.share_id, file_id=file.file_id).status_code == 401
    assert post(server, "/file/get", token + "x", share_id=link.share_id, file_id=file.file_id).json()["code"] == "ShareLinkTokenInvalid"
    assert post(server, "/file/update", token, share_id=link.share_id, drive_id=drive, file_id=file.file_id, name="x").status_code in (401, 403, 404)
    ask = lambda: post(server, "/file/get_download_url", token, share_id=link.share_id, file_id=file.file_id)
    assert requests.get(ask().json()["url"], timeout=10).content == b"abc"
    ask()
    assert ask().status_code in (400, 403)
    owner.cancel_share_link(pds.CancelShareLinkRequest(share_id=link.share_id))
    assert post(server, "/file/get", token, share_id=link.share_id, file_id=file.file_id).status_code in (401, 403, 404)


def test_share_links_are_listed_searched_and_changed(api, server, user):
    user_id, owner, drive = user
    file = upload(owner, "a.txt", b"abc", "root", drive)
    links = [
        owner.create_share_link(
            pds.CreateShareLinkRequest(drive_id=drive, file_id_list=[file.file_id], share_name=f"link {n}")
        ).body.share_id
        for n in range(3)
    ]
    mine = owner.list_share_link(pds.ListShareLinkRequest(limit=10)).body.items
    assert {link.share_id for link in mine} == set(links)
    changed = owner.update_share_link(pds.UpdateShareLinkRequest(share_id=links[0], share_name="new", disable_download=True)).body
    assert changed.share_name == "new"
    token = api.get_share_link_token(pds.GetShareLinkTokenRequest(share_id=links[0])).body.share_token
    reply = post(server, "/file/get_download_url", token, share_id=links[0], file_id=file.file_id)
    assert reply.status_code == 403
    past = pds.UpdateShareLinkRequest(share_id=links[1], expiration="2020-01-01T00:00:00.000Z")
    try:
        owner.update_share_link(past)
    except Exception as error:
        assert error.code == "InvalidParameter.expiration"
    else:
        assert refused(api.get_share_link_token, pds.GetShareLinkTokenRequest(share_id=links[1]))
