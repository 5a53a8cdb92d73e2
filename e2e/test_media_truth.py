"""Field by field against the tools that people trust: exiftool for pictures, ffprobe for recordings and videos.

The files are those that exiftool's own tests read (`tests/media.sh`), from real cameras and programs, and for recordings
and videos, of which those are mere heads, some that ffmpeg makes.
"""

import datetime
import json
import pathlib
import re
import subprocess

import shutil

import pytest

import corpus
from clients import client
from conftest import Server
from shelves import bind, records

IMAGES = pathlib.Path(__file__).parent.parent / "target/test-media/images"

PICTURES = {"jpg", "png", "gif", "webp", "tif", "heic", "cr2", "cr3", "nef", "dng", "raf", "rw2", "bmp", "psd", "svg"}
MOVING = {*corpus.VIDEO, *corpus.AUDIO, "aif", "wmv", "mts"}

PICTURES_THAT_DIFFER = {
    "FujiFilm.raf ImageWidth": "exiftool tells the preview's, cut to 8 by 8 in this sample; ours is the sensor's",
    "FujiFilm.raf ImageHeight": "likewise",
    "XMP.svg ImageWidth": "4in there, 384 pixels here: CSS has 96 to the inch",
    "XMP.svg ImageHeight": "3in there, 288 pixels here",
}
"""`file field`: why our answer is another than exiftool's."""
STREAMS_THAT_DIFFER = {}
"""`file field`: why our answer is another than ffprobe's."""

FORMAT = {
    "FormatName": "format_name", "FormatLongName": "format_long_name", "StreamCount": "nb_streams",
    "ProgramCount": "nb_programs", "StartTime": "start_time", "Duration": "duration", "Bitrate": "bit_rate",
}
STREAM = {
    "Index": "index", "CodecName": "codec_name", "CodecLongName": "codec_long_name", "CodecTag": "codec_tag",
    "CodecTagString": "codec_tag_string", "StartTime": "start_time", "Duration": "duration", "Bitrate": "bit_rate",
}
VIDEO = STREAM | {
    "Profile": "profile", "Width": "width", "Height": "height", "HasBFrames": "has_b_frames", "Level": "level",
    "SampleAspectRatio": "sample_aspect_ratio", "DisplayAspectRatio": "display_aspect_ratio", "PixelFormat": "pix_fmt",
    "FrameRate": "r_frame_rate", "AverageFrameRate": "avg_frame_rate", "TimeBase": "time_base",
    "FrameCount": "nb_frames", "BitDepth": "bits_per_raw_sample", "ColorSpace": "color_space",
    "ColorRange": "color_range", "ColorTransfer": "color_transfer", "ColorPrimaries": "color_primaries",
}
AUDIO = STREAM | {
    "TimeBase": "time_base", "FrameCount": "nb_frames", "SampleFormat": "sample_fmt", "SampleRate": "sample_rate",
    "Channels": "channels", "ChannelLayout": "channel_layout",
}


@pytest.fixture(scope="module")
def files(assay_binary, tmp_path_factory):
    """The folder, and our records of all its files by name."""
    folder = tmp_path_factory.mktemp("files")
    for path in IMAGES.iterdir():
        if path.is_file():
            shutil.copy(path, folder / path.name)
    for number, kind in enumerate([*corpus.VIDEO, *corpus.AUDIO]):
        corpus.make(folder / f"made.{kind}", kind, number)
    names = sorted(path.name for path in folder.iterdir())
    server = Server(assay_binary, tmp_path_factory.mktemp("truth"), ASSAY_BUCKETS=f"truth=fs:{folder}").start()
    media = client("imm", server)
    bind(media, "truth", len(names), seconds=180)
    yield folder, records(media, "truth", names)
    server.stop()


def of_kind(files, kinds):
    return {name: file for name, file in files.items() if name.rsplit(".", 1)[-1].lower() in kinds}


def compare(found, explained):
    """Every difference is explained, and every explanation is still needed."""
    assert {key: pair for key, pair in found.items() if key not in explained} == {}
    assert [key for key in explained if key not in found] == []


def test_pictures_are_read_as_exiftool_reads_them(files):
    differ = {}
    folder, files = files
    for name, file in of_kind(files, PICTURES).items():
        told = json.loads(subprocess.check_output(
            ["exiftool", "-j", "-n", "-ImageWidth", "-ImageHeight", "-EXIF:Orientation", "-EXIF:DateTimeOriginal",
             "-EXIF:OffsetTimeOriginal", "-EXIF:Make", "-EXIF:Model", "-Composite:GPSLatitude",
             "-Composite:GPSLongitude", str(folder / name)]
        ))[0]
        exif = json.loads(file.exif or "{}")
        ours = {
            "ImageWidth": file.image_width, "ImageHeight": file.image_height, "Orientation": file.orientation,
            "Make": exif.get("Make", {}).get("value"), "Model": exif.get("Model", {}).get("value"),
        }
        for field, value in ours.items():
            expected = told.get(field)
            if isinstance(expected, float):
                expected = int(expected)
            if expected not in (None, "", 0) and value != (expected.strip() if isinstance(expected, str) else expected):
                differ[f"{name} {field}"] = (value, expected)
        if isinstance(told.get("GPSLatitude"), float) and isinstance(told.get("GPSLongitude"), float):
            place = [float(part) for part in (file.lat_long or "nan,nan").split(",")]
            expected = [told["GPSLatitude"], told["GPSLongitude"]]
            if not all(abs(a - b) < 1e-4 for a, b in zip(place, expected)):
                differ[f"{name} LatLong"] = (file.lat_long, expected)
        if re.fullmatch(r"\d{4}:\d\d:\d\d \d\d:\d\d:\d\d", str(told.get("DateTimeOriginal"))):
            made = datetime.datetime.strptime(told["DateTimeOriginal"], "%Y:%m:%d %H:%M:%S")
            ours = file.produce_time and datetime.datetime.fromisoformat(file.produce_time[:19])
            if ours != made:
                differ[f"{name} ProduceTime"] = (file.produce_time, told["DateTimeOriginal"])
    compare(differ, PICTURES_THAT_DIFFER)


def probed(path):
    """What ffprobe says; `None` when it cannot read the file."""
    run = subprocess.run(
        ["ffprobe", "-v", "error", "-of", "json", "-show_format", "-show_streams", str(path)], capture_output=True
    )
    return json.loads(run.stdout) if run.returncode == 0 else None


def same(ours, theirs):
    if isinstance(ours, (int, float)):
        return abs(float(theirs) - ours) <= 1e-6 * max(1.0, abs(ours))
    return ours == theirs


def test_streams_are_read_as_ffprobe_reads_them(files):
    differ = {}

    def hold(place, ours, theirs, names):
        ours = ours.to_map()
        for field, name in names.items():
            value = theirs.get(name)
            # What ffprobe does not know has a value of its own in each field.
            known = value not in (None, "", "unknown", "N/A", "0/0", -99) and (field, value) != ("SampleRate", "0")
            if known and not same(ours.get(field), value):
                differ[f"{place} {field}"] = (ours.get(field), value)

    folder, files = files
    compared = 0
    for name, file in of_kind(files, MOVING).items():
        told = probed(folder / name)
        if told is None:
            continue
        compared += 1
        hold(name, file, told["format"], FORMAT)
        for kind, names, ours in (
            ("video", VIDEO, file.video_streams or []), ("audio", AUDIO, file.audio_streams or []),
        ):
            theirs = [stream for stream in told["streams"] if stream.get("codec_type") == kind]
            theirs = [stream for stream in theirs if not stream["disposition"]["attached_pic"]]
            if len(ours) != len(theirs):
                differ[f"{name} {kind} streams"] = (len(ours), len(theirs))
                continue
            for number, (mine, other) in enumerate(zip(ours, theirs)):
                hold(f"{name} {kind} {number}", mine, other, names)
    assert compared >= len(corpus.VIDEO) + len(corpus.AUDIO)
    compare(differ, STREAMS_THAT_DIFFER)
