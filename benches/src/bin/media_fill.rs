//! Fills a dataset with many files, straight through the store's own commits: what the metadata service's other
//! measurements read. The records are as long as those of photos with a place and EXIF.

#![expect(clippy::print_stdout, reason = "the answer of a measuring program")]

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result};
use assay_store::{MediaCommit, PutExpect, PutFile};
use assay_types::{TenantId, Timestamp};
use clap::Parser;
use serde_json::json;

/// Files of one commit.
const BATCH: usize = 500;
/// Seconds from one photo to the next.
const BETWEEN_PHOTOS: i64 = 400;
/// When the first photo was made: 2010-01-01.
const FIRST_PHOTO: i64 = 1_262_304_000;

#[derive(Debug, Parser)]
struct Args {
    /// The database, as `ASSAY_DATABASE_URL` names it; a server must have made it.
    #[arg(long)]
    database: String,
    /// The project.
    #[arg(long, default_value = "bench")]
    project: String,
    /// The dataset.
    #[arg(long, default_value = "photos")]
    dataset: String,
    /// Files.
    #[arg(long)]
    files: usize,
}

#[tokio::main]
async fn main() -> Result<()> {
    let args = Args::parse();
    let store = assay_store::open(&args.database).await?;
    let dataset = store.dataset(&TenantId::default(), &args.project, &args.dataset).await?;
    let dataset = dataset.context("no such dataset: make it first (media_load setup)")?.no;
    let began = Instant::now();
    for start in (0..args.files).step_by(BATCH) {
        let now = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis())?;
        let puts = (start..args.files.min(start + BATCH)).map(|n| file(&args, n)).collect();
        let commit = MediaCommit {
            dataset,
            puts,
            deletes: Vec::new(),
            max_files: u64::MAX,
            max_bytes: u64::MAX,
            jobs: Vec::new(),
            completes: None,
            now: Timestamp(now),
        };
        store.commit_media(commit).await?;
    }
    let seconds = began.elapsed().as_secs_f64();
    println!("{} records in {seconds:.1} s", args.files);
    Ok(())
}

/// The record of one photo.
fn file(args: &Args, n: usize) -> PutFile {
    const CITIES: [(&str, &str, &str); 4] = [
        ("Hangzhou", "China", "30.2741,120.1551"),
        ("Vienna", "Austria", "48.2082,16.3738"),
        ("Lisbon", "Portugal", "38.7223,-9.1393"),
        ("Nairobi", "Kenya", "-1.2921,36.8219"),
    ];
    const CAMERAS: [&str; 3] = ["Pixel 8", "iPhone 15", "X-T5"];
    let (city, country, place) = CITIES[n / 1000 % CITIES.len()];
    let made = jiff::Timestamp::from_second(FIRST_PHOTO + BETWEEN_PHOTOS * i64::try_from(n).unwrap_or(0))
        .unwrap_or_default();
    let (kind, media, extension) =
        if n.is_multiple_of(10) { ("video/mp4", "video", "mp4") } else { ("image/jpeg", "image", "jpg") };
    // Spread over the sizes that photos have, the same in every run.
    let size = 1_000_000 + n.wrapping_mul(7_368_787) % 9_000_000;
    let hash = format!("{:032x}", (n as u128).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835));
    let uri = format!("oss://photos/{:04}/IMG_{n:07}.{extension}", n / 1000);
    let exif = json!({
        "DateTimeOriginal": { "value": made.strftime("%Y:%m:%d %H:%M:%S").to_string() },
        "Make": { "value": "Maker" }, "Model": { "value": CAMERAS[n % CAMERAS.len()] },
        "FNumber": { "value": "18/10" }, "ISOSpeedRatings": { "value": (100 << (n % 5)).to_string() },
        "ExposureTime": { "value": "1/250" }, "FocalLength": { "value": "24/1" },
    });
    let record = json!({
        "URI": uri, "OwnerId": "default", "ProjectName": args.project, "DatasetName": args.dataset,
        "ObjectType": "file", "ObjectId": hash, "Filename": format!("IMG_{n:07}.{extension}"),
        "Size": size, "FileHash": hash, "ETag": format!("\"{}\"", hash.to_uppercase()), "ContentMd5": hash,
        "MediaType": media, "ContentType": kind, "ObjectStatus": "Indexed", "OSSCRC64": n.to_string(),
        "CreateTime": "2026-11-20T12:00:00Z", "UpdateTime": "2026-11-20T12:00:00Z",
        "FileModifiedTime": made.to_string(), "ProduceTime": made.to_string(), "LatLong": place,
        "Timezone": "UTC", "Orientation": 1, "ImageWidth": 4000, "ImageHeight": 3000, "EXIF": exif.to_string(),
        "Addresses": [{ "Language": "en", "Country": country, "City": city }],
        "CustomLabels": { "album": format!("album {}", n / 5000) },
    });
    PutFile {
        uri,
        entry: record.to_string(),
        fingerprint: hash,
        text: None,
        vectors: None,
        expect: PutExpect::Any,
    }
}
