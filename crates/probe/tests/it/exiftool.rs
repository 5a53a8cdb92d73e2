//! Pictures, field by field against exiftool.
//!
//! What differs, and why: exiftool names some tags by their later names (see [`NAMES`]), writes numbers as decimals
//! where fractions are stored, and bytes as text.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::make::{ffmpeg, installed, probe, run};

/// exiftool's names of tags whose names here are EXIF's own, as the hosted service has them.
const NAMES: &[(&str, &str)] = &[
    ("CreateDate", "DateTimeDigitized"),
    ("ExposureCompensation", "ExposureBiasValue"),
    ("FocalLengthIn35mmFormat", "FocalLengthIn35mmFilm"),
    ("ISO", "ISOSpeedRatings"),
    ("ModifyDate", "DateTime"),
    ("SubSecTimeDigitized", "SubSecTimeDigitized"),
    ("SubfileType", "NewSubfileType"),
    ("ImageHeight", "ImageLength"),
    ("ExifImageWidth", "PixelXDimension"),
    ("ExifImageHeight", "PixelYDimension"),
];

/// Tags that exiftool shows in another form: bytes as text or names, or the places of things.
const OTHER_FORM: &[&str] = &[
    "ComponentsConfiguration",
    "ExifVersion",
    "FlashpixVersion",
    "StripOffsets",
    "StripByteCounts",
    "UserComment",
    "GPSLatitude",
    "GPSLongitude",
    "GPSTimeStamp",
    "GPSLatitudeRef",
    "GPSLongitudeRef",
    "ExifByteOrder",
    "GPSProcessingMethod",
    "JPEGTables",
    // APEX values, which exiftool turns into f-numbers and seconds.
    "ShutterSpeedValue",
    "ApertureValue",
    "MaxApertureValue",
];

const TAGS: &[&str] = &[
    "-Make=Acme",
    "-Model=One",
    "-Orientation#=6",
    "-Software=assay",
    "-Artist=Jane",
    "-Copyright=(c) Jane",
    "-XPTitle=Tïtle 中文",
    "-DateTimeOriginal=2021:06:29 14:50:13",
    "-CreateDate=2021:06:29 14:50:14",
    "-ModifyDate=2021:06:29 14:50:15",
    "-SubSecTimeOriginal=011",
    "-OffsetTimeOriginal=+08:00",
    "-ExposureTime=1/125",
    "-FNumber=2.8",
    "-ISO=200",
    "-ExposureCompensation=-0.33",
    "-FocalLength=35",
    "-FocalLengthIn35mmFormat=52",
    "-Flash#=16",
    "-WhiteBalance#=1",
    "-LensModel=Lens 1",
    "-UserComment=hello 中文",
    "-GPSLatitude=30.134390",
    "-GPSLatitudeRef=N",
    "-GPSLongitude=120.074997",
    "-GPSLongitudeRef=E",
    "-GPSAltitude=12.5",
    "-GPSAltitudeRef#=0",
    "-GPSDateStamp=2021:06:29",
    "-GPSTimeStamp=06:50:13",
    "-GPSMapDatum=WGS-84",
];

fn number(text: &str) -> Option<f64> {
    match text.split_once('/') {
        Some((over, under)) => Some(over.parse::<f64>().ok()? / under.parse::<f64>().ok()?),
        None => text.parse().ok(),
    }
}

fn same(ours: &str, theirs: &str) -> bool {
    let numbers = |text: &str| text.split(' ').map(number).collect::<Option<Vec<f64>>>();
    match (numbers(ours), numbers(theirs)) {
        (Some(ours), Some(theirs)) => {
            ours.len() == theirs.len()
                && ours
                    .iter()
                    .zip(&theirs)
                    .all(|(a, b)| (a - b).abs() <= 1e-6 * a.abs().max(1.0) || a.is_nan() && b.is_nan())
        }
        _ => ours == theirs,
    }
}

/// Compares one file; what differs.
fn differences(path: &Path) -> Vec<String> {
    let folder = path.parent().expect("a folder");
    let json = run("exiftool", &["-j", "-n", "-G1", &path.to_string_lossy()], folder);
    let theirs: Value = serde_json::from_str(&json).expect("JSON");
    let theirs = theirs[0].as_object().expect("an object");
    let report = probe(path);
    assert_eq!(report.damage, None, "{}", path.display());
    let metadata = &report.metadata;
    let ours: Value = serde_json::from_str(metadata.exif.as_deref().expect("EXIF")).expect("JSON");
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let mut differences = Vec::new();
    for (key, value) in theirs {
        let (group, name) = key.split_once(':').unwrap_or(("", key));
        if !matches!(group, "IFD0" | "ExifIFD" | "GPS" | "InteropIFD") || OTHER_FORM.contains(&name) {
            continue;
        }
        let name = NAMES.iter().find(|(theirs, _)| *theirs == name).map_or(name, |(_, ours)| ours);
        let theirs = text(value);
        let known = ours[name]["value"].as_str();
        // `ImageWidth` of the file itself is shown once.
        if known.is_none_or(|ours| !same(ours, &theirs)) && !theirs.starts_with("(Binary") {
            differences.push(format!("{name}: {known:?} here, {theirs:?} there"));
        }
    }
    let field = |names: &[&str]| names.iter().find_map(|name| theirs.get(*name)).map(text);
    let composite = |name: &str| field(&[&format!("Composite:{name}")]);
    let pairs = [
        (
            "ImageSize",
            metadata.image_width.zip(metadata.image_height).map(|(w, h)| format!("{w} {h}")),
            composite("ImageSize"),
        ),
        ("MIME", metadata.content_type.clone(), field(&["File:MIMEType"])),
    ];
    for (name, ours, theirs) in pairs {
        if ours != theirs {
            differences.push(format!("{name}: {ours:?} here, {theirs:?} there"));
        }
    }
    if let (Some(place), Some(latitude), Some(longitude)) =
        (&metadata.lat_long, composite("GPSLatitude"), composite("GPSLongitude"))
    {
        let (ours_latitude, ours_longitude) = place.split_once(',').expect("two numbers");
        for (ours, theirs) in [(ours_latitude, latitude), (ours_longitude, longitude)] {
            let off =
                (ours.parse::<f64>().expect("a number") - theirs.parse::<f64>().expect("a number")).abs();
            if off > 1e-6 {
                differences.push(format!("a coordinate is {off} off"));
            }
        }
    }
    differences
}

#[test]
fn pictures_are_read_as_exiftool_reads_them() {
    if !installed("exiftool") || !installed("ffmpeg") {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let mut files: Vec<PathBuf> = Vec::new();
    for kind in ["jpg", "png", "tiff", "webp", "avif", "jp2"] {
        let still = "-f lavfi -i testsrc=size=321x239:rate=1 -frames:v 1";
        let path = ffmpeg(folder.path(), still, &format!("a.{kind}"));
        let mut arguments = vec!["-q", "-overwrite_original"];
        arguments.extend(TAGS);
        let name = path.to_string_lossy().into_owned();
        arguments.push(&name);
        run("exiftool", &arguments, folder.path());
        let report = probe(&path);
        let metadata = report.metadata;
        assert_eq!(metadata.produce_time.as_deref(), Some("2021-06-29T14:50:13.011+08:00"), "{kind}");
        assert_eq!(metadata.lat_long.as_deref(), Some("30.134390,120.074997"), "{kind}");
        assert_eq!(metadata.timezone.as_deref(), Some("Asia/Shanghai"), "{kind}");
        assert_eq!(metadata.orientation, Some(6), "{kind}");
        assert_eq!(metadata.title.as_deref(), Some("Tïtle 中文"), "{kind}");
        assert_eq!(metadata.artist.as_deref(), Some("Jane"), "{kind}");
        assert_eq!((metadata.image_width, metadata.image_height), (Some(321), Some(239)), "{kind}");
        files.push(path);
    }
    for kind in ["gif", "bmp", "jxl"] {
        let still = "-f lavfi -i testsrc=size=321x239:rate=1 -frames:v 1";
        files.push(ffmpeg(folder.path(), still, &format!("b.{kind}")));
    }
    let mut all = Vec::new();
    for path in &files {
        for difference in differences(path) {
            all.push(format!("{}: {difference}", path.file_name().expect("a name").to_string_lossy()));
        }
    }
    assert_eq!(all, Vec::<String>::new());
}

/// Without an offset the time is the place's.
#[test]
fn a_time_without_an_offset_is_in_the_zone_of_its_place() {
    if !installed("exiftool") || !installed("ffmpeg") {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let path = ffmpeg(folder.path(), "-f lavfi -i testsrc=size=16x16:rate=1 -frames:v 1", "a.jpg");
    let name = path.to_string_lossy().into_owned();
    let arguments = [
        "-q",
        "-DateTimeOriginal=2021:01:29 14:50:13",
        "-GPSLatitude=-33.8688",
        "-GPSLatitudeRef=S",
        "-GPSLongitude=151.2093",
        "-GPSLongitudeRef=E",
        &name,
    ];
    run("exiftool", &arguments, folder.path());
    let metadata = probe(&path).metadata;
    assert_eq!(metadata.produce_time.as_deref(), Some("2021-01-29T14:50:13+11:00"));
    assert_eq!(metadata.lat_long.as_deref(), Some("-33.868800,151.209300"));
    let addresses = metadata.addresses.expect("addresses");
    assert_eq!(addresses[0].country.as_deref(), Some("Australia"));
    assert_eq!(addresses[1].country.as_deref(), Some("澳大利亚"));
}
