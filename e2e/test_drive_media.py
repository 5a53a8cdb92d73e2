"""What a drive's files say about themselves, in the drive's own form."""

import io
import json
import subprocess
import uuid

import PIL.Image
import pytest
from alibabacloud_pds20220301 import models as pds

from conftest import wait_for
from drives import DRIVE, get, key_client, make_folder, scan, upload


@pytest.fixture(scope="module")
def api(server):
    return key_client(server)


@pytest.fixture
def folder(api):
    return make_folder(api, f"media {uuid.uuid4().hex}")


def photo(size=(320, 200), make="Assay"):
    """A JPEG of its own, with a camera, a time and a place in it."""
    picture = PIL.Image.effect_noise(size, 60).convert("RGB")
    exif = PIL.Image.Exif()
    exif[0x010F] = make
    details = exif.get_ifd(0x8769)
    details[0x9003] = "2021:07:14 09:30:00"
    details[0x9011] = "+08:00"
    place = exif.get_ifd(0x8825)
    place.update({1: "N", 2: (30.0, 16.0, 26.94), 3: "E", 4: (120.0, 9.0, 18.54)})
    content = io.BytesIO()
    picture.save(content, "JPEG", exif=exif)
    return content.getvalue()


def inspected(api, file_id):
    """The record, once everything that happens to the file by itself has happened."""

    def is_done():
        request = pds.CsiGetFileInfoRequest(drive_id=DRIVE, file_id=file_id)
        info = api.csi_get_file_info(request).body.investigation_info
        return info and info.status == 4

    wait_for(is_done)
    return get(api, file_id)


def test_a_photo_tells_its_size_time_and_place(api, folder):
    file = inspected(api, upload(api, "photo.jpg", photo(), folder).file_id)
    image = file.image_media_metadata
    assert (image.width, image.height) == (320, 200)
    assert image.time.startswith("2021-07-14T01:30:00"), image.time
    north, east = map(float, image.location.split(","))
    assert abs(north - 30.2741) < 0.001 and abs(east - 120.1551) < 0.001
    assert (image.country, image.city) == ("China", "Hangzhou"), image.to_map()
    assert json.loads(image.exif)["Make"]["value"] == "Assay"
    assert file.video_media_metadata is None


def test_equal_contents_say_the_same_at_once(api, folder):
    content = photo()
    first = inspected(api, upload(api, "one.jpg", content, folder).file_id)
    second = get(api, upload(api, "two.jpg", content, folder).file_id)
    assert second.image_media_metadata.to_map() == first.image_media_metadata.to_map()


def test_a_new_content_says_something_else(api, folder):
    file = inspected(api, upload(api, "photo.jpg", photo(), folder).file_id)
    again = upload(api, "photo.jpg", photo(size=(64, 48)), folder, file_id=file.file_id)
    assert inspected(api, again.file_id).image_media_metadata.width == 64


def test_what_is_no_media_has_no_metadata(api, folder):
    file = inspected(api, upload(api, "notes.txt", f"nothing to see, {uuid.uuid4()}".encode(), folder).file_id)
    assert file.image_media_metadata is None and file.video_media_metadata is None


def test_a_video_tells_its_streams(api, folder, tmp_path):
    path = tmp_path / "clip.mp4"
    source = ["-f", "lavfi", "-i", "testsrc=size=160x120:rate=10:duration=2", "-f", "lavfi", "-i", "sine=duration=2"]
    subprocess.run(["ffmpeg", "-v", "error", *source, "-c:v", "libx264", "-c:a", "aac", str(path)], check=True)
    file = inspected(api, upload(api, "clip.mp4", path.read_bytes(), folder).file_id)
    video = file.video_media_metadata
    assert (video.width, video.height) == (160, 120)
    assert [stream.code_name for stream in video.video_media_video_stream] == ["h264"]
    assert [stream.code_name for stream in video.video_media_audio_stream] == ["aac"]
    assert abs(float(video.video_media_video_stream[0].duration) - 2) < 0.2
    assert file.image_media_metadata is None


def test_a_scan_gives_it_when_it_is_asked_for(api, folder):
    file = inspected(api, upload(api, "photo.jpg", photo(), folder).file_id)
    asked = {item.file_id: item for item in scan(api, fields="file_id,image_media_metadata")}
    assert asked[file.file_id].image_media_metadata.width == 320
    unasked = {item.file_id: item for item in scan(api, fields="file_id,name")}
    assert unasked[file.file_id].image_media_metadata is None
