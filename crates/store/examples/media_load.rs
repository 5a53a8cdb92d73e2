//! Measures the verbs on a dataset's files: `media_load URL FILES [BATCH]`, in a database without a tenant `load`.
//!
//! Fills a dataset through the store, BATCH files a commit, then asks; prints one line a measurement.

use std::{
    env,
    error::Error,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, Instant},
};

use assay_store::{
    Aggregate, AggregateOp, DatasetNo, Direction, Made, MediaCommit, MediaCondition, MediaField, NewDataset,
    ProjectRow, PutExpect, PutFile, Scalar, Select, Sort, Store, Test,
};
use assay_types::Timestamp;
use serde_json::json;

type Fallible<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// Committers at once.
const WRITERS: usize = 8;

/// Files between two lines about the rate.
const LEG: i64 = 100_000;

#[tokio::main]
#[expect(clippy::print_stdout, reason = "a measurement's lines are its output")]
async fn main() -> Fallible<()> {
    let mut args = env::args().skip(1);
    let url = args.next().ok_or("usage: media_load URL FILES [BATCH]")?;
    let files: i64 = args.next().ok_or("how many files?")?.parse()?;
    let batch: i64 = args.next().map_or(Ok(100), |batch| batch.parse())?;
    let store = assay_store::open(&url).await?;
    let dataset = dataset(&store).await?;

    for leg in 0..(files + LEG - 1) / LEG {
        let begun = Instant::now();
        let end = files.min((leg + 1) * LEG);
        fill(&store, dataset, leg * LEG, end, batch).await?;
        let rate = (end - leg * LEG) * 1000 / i64::try_from(begun.elapsed().as_millis())?.max(1);
        println!("{end} files: the last {} at {rate} files/s", end - leg * LEG);
    }
    gets(&store, dataset, files).await?;
    selects(&store, dataset).await?;
    aggregates(&store, dataset).await?;
    for query in ["holiday", "31415", "paris 27182 beach", "sunset dog"] {
        let begun = Instant::now();
        let found = store.rank_media(dataset, query, None, 100).await?;
        println!("rank {query:?}: {:?}, {} files", begun.elapsed(), found.len());
    }
    Ok(())
}

async fn dataset(store: &Arc<dyn Store>) -> Fallible<DatasetNo> {
    let tenant = "load".parse()?;
    let project = ProjectRow { name: "p".to_owned(), record: "{}".to_owned(), version: 0 };
    store.create_project(&tenant, project).await?;
    let new = NewDataset {
        project: "p".to_owned(),
        name: "d".to_owned(),
        record: "{}".to_owned(),
        max_datasets: 1,
    };
    match store.create_dataset(&tenant, new).await? {
        Made::Done(no) => Ok(no),
        other => Err(format!("{other:?}").into()),
    }
}

async fn fill(store: &Arc<dyn Store>, dataset: DatasetNo, from: i64, to: i64, batch: i64) -> Fallible<()> {
    let next = Arc::new(AtomicI64::new(from));
    let writers: Vec<_> = (0..WRITERS)
        .map(|_| {
            let (store, next) = (Arc::clone(store), Arc::clone(&next));
            tokio::spawn(async move {
                loop {
                    let first = next.fetch_add(batch, Ordering::Relaxed);
                    if first >= to {
                        return Fallible::Ok(());
                    }
                    let commit = MediaCommit {
                        dataset,
                        puts: (first..to.min(first + batch)).map(file).collect(),
                        deletes: Vec::new(),
                        max_files: u64::MAX,
                        max_bytes: u64::MAX,
                        jobs: Vec::new(),
                        completes: None,
                        now: Timestamp(0),
                    };
                    store.commit_media(commit).await?;
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await??;
    }
    Ok(())
}

/// Spreads numbers, always in the same way.
fn spread(number: i64, salt: i64) -> i64 {
    let mut bits = (number + salt * 1_000_003).cast_unsigned().wrapping_mul(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (bits >> 2).cast_signed()
}

fn uri(number: i64) -> String {
    format!("oss://holiday-pictures/albums/{:04}/IMG_{number:08}.jpg", number / 500)
}

/// A picture as a camera makes it.
fn file(number: i64) -> PutFile {
    const PLACES: [&str; 4] = ["Paris", "Hangzhou", "London", "Ulm"];
    const LABELS: [&str; 6] = ["dog", "sunset", "beach", "car", "mountain", "food"];
    let pick = |salt, many: usize| usize::try_from(spread(number, salt)).unwrap_or_default() % many;
    let (kind, extension) =
        [("image/jpeg", "jpg"), ("image/jpeg", "jpg"), ("image/png", "png"), ("video/mp4", "mp4")]
            [pick(1, 4)];
    let taken = jiff::Timestamp::from_millisecond(1_500_000_000_000 + spread(number, 2) % 200_000_000_000)
        .unwrap_or_default();
    let uri = uri(number);
    let labels: Vec<_> = (0..pick(3, 4))
        .map(|label| json!({ "LabelName": LABELS[(pick(4, 6) + label) % 6], "LabelConfidence": 0.9, "Language": "en" }))
        .collect();
    let entry = json!({
        "URI": uri, "OwnerId": "1000", "ProjectName": "p", "DatasetName": "d", "ObjectType": "file",
        "ObjectId": format!("{:016x}", spread(number, 5)), "Filename": format!("holiday_{number}.{extension}"),
        "MediaType": if extension == "mp4" { "video" } else { "image" }, "ContentType": kind,
        "Size": spread(number, 6) % 20_000_000, "FileHash": format!("{:032x}", spread(number, 7)),
        "ETag": format!("\"{:032X}\"", spread(number, 7)), "ContentMd5": "1B2M2Y8AsgTpgAmY7PhCfg==",
        "OSSCRC64": spread(number, 8).to_string(), "OSSStorageClass": "Standard", "OSSObjectType": "Normal",
        "CreateTime": "2024-05-01T12:00:00.123456789Z", "UpdateTime": "2024-05-01T12:00:00.123456789Z",
        "FileModifiedTime": jiff::Timestamp::from_millisecond(1_600_000_000_000 + number * 1000)
            .unwrap_or_default().to_string(),
        "ProduceTime": taken.to_string(), "ImageWidth": 4032, "ImageHeight": 3024, "Orientation": 1,
        "LatLong": format!("{:.5},{:.5}", f64::from(i32::try_from(spread(number, 9) % 180_000).unwrap_or(0)) / 1000.0 - 90.0,
            f64::from(i32::try_from(spread(number, 10) % 360_000).unwrap_or(0)) / 1000.0 - 180.0),
        "Timezone": "Europe/Paris",
        "Addresses": [{ "Language": "en", "AddressLine": "1 Rue X", "Country": "France", "City": PLACES[pick(11, 4)] }],
        "EXIF": json!({ "Make": { "value": "Canon" }, "Model": { "value": "Canon EOS R5" },
            "ExposureTime": { "value": "1/250" }, "FNumber": { "value": "4/1" },
            "DateTimeOriginal": { "value": taken.to_string() }, "ISOSpeedRatings": { "value": "100" },
            "FocalLength": { "value": "50/1" }, "LensModel": { "value": "RF24-105mm F4 L IS USM" } }).to_string(),
        "Labels": labels,
    })
    .to_string();
    PutFile { uri, entry, fingerprint: "1".to_owned(), text: None, vectors: None, expect: PutExpect::Any }
}

#[expect(clippy::print_stdout, reason = "a measurement's lines are its output")]
async fn gets(store: &Arc<dyn Store>, dataset: DatasetNo, files: i64) -> Fallible<()> {
    const CALLS: i64 = 2000;
    for writers in [1, 2, 4] {
        let begun = Instant::now();
        let tasks: Vec<_> = (0..writers)
            .map(|writer| {
                let store = Arc::clone(store);
                tokio::spawn(async move {
                    let mut took = Vec::new();
                    for call in 0..CALLS / writers {
                        let uris: Vec<_> =
                            (0..100).map(|index| uri(spread(call * 100 + index, writer) % files)).collect();
                        let begun = Instant::now();
                        let found = store.media_files(dataset, &uris).await?;
                        took.push(begun.elapsed());
                        if found.iter().any(Option::is_none) {
                            return Err("a file is missing".into());
                        }
                    }
                    Fallible::Ok(took)
                })
            })
            .collect();
        let mut took: Vec<Duration> = Vec::new();
        for task in tasks {
            took.extend(task.await??);
        }
        took.sort_unstable();
        let at = |part: usize| took.get(took.len() * part / 100).copied().unwrap_or_default();
        let rate = CALLS * 1000 / i64::try_from(begun.elapsed().as_millis())?.max(1);
        println!(
            "100 files by URI, {writers} at once: {rate} calls/s, median {:?}, p99 {:?}",
            at(50),
            at(99)
        );
    }
    Ok(())
}

fn field(name: &str) -> Fallible<MediaField> {
    MediaField::named(name).ok_or_else(|| "no such field".into())
}

#[expect(clippy::print_stdout, reason = "a measurement's lines are its output")]
async fn selects(store: &Arc<dyn Store>, dataset: DatasetNo) -> Fallible<()> {
    let leaf = |name: &str, test: Test| field(name).map(|field| MediaCondition::Leaf { field, test });
    let text = |name: &str, value: &str| leaf(name, Test::Equal(Scalar::Text(value.to_owned())));
    let phrase = |name: &str, value: &str| leaf(name, Test::Phrase(value.to_owned()));
    let video = || text("MediaType", "video");
    let big = || leaf("Size", Test::AtLeast(Scalar::Integer(19_999_000)));
    let dog = || text("Labels.LabelName", "dog");
    for (what, condition, sort, total) in [
        ("everything by URI", None, vec![], false),
        ("everything by size", None, vec![("Size", false)], false),
        ("everything by time and name", None, vec![("ProduceTime", true), ("Filename", true)], false),
        ("everything by name", None, vec![("Filename", true)], false),
        ("everything by type", None, vec![("MediaType", true)], false),
        (
            "everything by width, which has no index",
            None,
            vec![("ImageWidth", false), ("Duration", true)],
            false,
        ),
        ("videos by size", Some(video()?), vec![("Size", false)], false),
        ("videos by size, counted", Some(video()?), vec![("Size", false)], true),
        (
            "big videos by time",
            Some(MediaCondition::All(vec![video()?, big()?])),
            vec![("ProduceTime", true)],
            true,
        ),
        ("a rare word", Some(phrase("Filename", "holiday 31415")?), vec![], false),
        ("a rare word, counted", Some(phrase("Filename", "31415")?), vec![("Size", true)], true),
        ("a common word", Some(phrase("Filename", "holiday")?), vec![], false),
        ("a common word by size", Some(phrase("Filename", "holiday")?), vec![("Size", false)], false),
        (
            "a prefix",
            Some(leaf("Filename", Test::Prefix("holiday_3141".to_owned()))?),
            vec![("Size", true)],
            true,
        ),
        ("a label by time", Some(dog()?), vec![("ProduceTime", false)], false),
        (
            "a label and a type by size",
            Some(MediaCondition::All(vec![dog()?, video()?])),
            vec![("Size", false)],
            false,
        ),
        (
            "near Paris by time",
            Some(leaf("LatLong", Test::Near { latitude: 48.9, longitude: 2.3, radius: 50_000.0 })?),
            vec![("ProduceTime", true)],
            true,
        ),
        ("everything, counted", None, vec![], true),
    ] {
        let sort = sort.into_iter().map(|(name, ascending)| {
            let direction = if ascending { Direction::Ascending } else { Direction::Descending };
            Ok(Sort { field: field(name)?, direction })
        });
        let sort = sort.collect::<Fallible<Vec<_>>>()?;
        let select = Select { condition, sort, after: None, limit: 100, total };
        store.select_media(dataset, select.clone()).await?;
        let begun = Instant::now();
        let page = store.select_media(dataset, select).await?;
        println!("{what}: {:?}, {} files, total {:?}", begun.elapsed(), page.files.len(), page.total);
    }
    Ok(())
}

#[expect(clippy::print_stdout, reason = "a measurement's lines are its output")]
async fn aggregates(store: &Arc<dyn Store>, dataset: DatasetNo) -> Fallible<()> {
    for (op, name) in [
        (AggregateOp::Group, "MediaType"),
        (AggregateOp::Group, "ContentType"),
        (AggregateOp::Group, "ImageWidth"),
        (AggregateOp::Sum, "Size"),
        (AggregateOp::Max, "ProduceTime"),
        (AggregateOp::Distinct, "ContentType"),
        (AggregateOp::Distinct, "Size"),
    ] {
        let aggregate = Aggregate { op, field: field(name)?, max_groups: 100 };
        store.aggregate_media(dataset, None, vec![aggregate.clone()]).await?;
        let begun = Instant::now();
        let found = store.aggregate_media(dataset, None, vec![aggregate]).await?;
        println!("{op:?} of {name}: {:?}, {:?}", begun.elapsed(), found.first());
    }
    Ok(())
}
