//! The engines' readers, and what they promise of any bytes.

use std::{
    io::Cursor,
    ops::ControlFlow,
    time::{Duration, Instant},
};

use assay_findings::{
    Choice, Decompress, ExamineLimits, FlattenTask, PageColor, PageFormat, media::ProbeTask,
};
use assay_pixels::{Limits, Picture};

const MAX_TOTAL_BYTES: u64 = 4 << 20;
const MAX_MEMBER_BYTES: u64 = 2 << 20;
const MAX_NAME_BYTES: u64 = 64 << 10;
const MAX_FILES: u32 = 64;

/// Anything: opened as what it is, in layers.
pub fn walk(data: &[u8]) {
    let decompress = Decompress { max_layers: 3, max_files: MAX_FILES };
    let limits = ExamineLimits {
        max_total_bytes: MAX_TOTAL_BYTES,
        max_member_bytes: MAX_MEMBER_BYTES,
        max_name_bytes: MAX_NAME_BYTES,
        ..ExamineLimits::default()
    };
    let deadline = Instant::now() + Duration::from_mins(1);
    let (mut total, mut names, mut containers) = (0, 0, Vec::new());
    let mut notes = Vec::new();
    let walked = assay_archive::walk(data, decompress, &limits, deadline, &mut |visit| {
        total += visit.bytes.len() as u64;
        names += visit.path.len() as u64;
        assert!(visit.bytes.len() as u64 <= MAX_MEMBER_BYTES, "a member over its limit");
        assert!(!visit.path.is_empty() && !visit.path.starts_with('/'), "a path that misleads");
        assert!(visit.labels.windows(2).all(|pair| pair[0] < pair[1]), "labels are no sorted set");
        let parent_is_container = visit.parent.is_none_or(|parent| containers.get(parent) == Some(&true));
        assert!(parent_is_container, "a member of what is no container");
        containers.push(visit.is_container);
        notes.extend(visit.incomplete.iter().cloned());
        ControlFlow::Continue(())
    });
    assert!(total <= MAX_TOTAL_BYTES, "more bytes than all may have");
    assert!(names <= MAX_NAME_BYTES, "more names than all may have");
    assert!(containers.len() <= MAX_FILES as usize, "more members than asked for");
    assert!(walked.is_container || containers.is_empty(), "members of what is no container");
    assert_eq!(walked.is_container, assay_archive::is_container(data), "two answers to one question");
    for note in notes {
        assert!(walked.incomplete.contains(&note), "a member's note that the whole does not have");
    }
}

/// A script in each language by turns, its views and its flows; and what its build says as a program.
pub fn views(data: &[u8]) {
    use assay_views::Script;
    const SCRIPTS: [Script; 13] = [
        Script::Php,
        Script::Jsp,
        Script::Asp,
        Script::Aspx,
        Script::Html,
        Script::JavaScript,
        Script::Vb,
        Script::PowerShell,
        Script::Python,
        Script::Perl,
        Script::Java,
        Script::Shell,
        Script::Batch,
    ];
    // The first byte chooses, so that a corpus file stays what it is.
    let Some((choice, text)) = data.split_first() else { return };
    let script = SCRIPTS[usize::from(*choice) % SCRIPTS.len()];
    let limits = assay_views::Limits { max_view_bytes: 1 << 20, ..assay_views::Limits::default() };
    let reading = assay_views::read(text, script, &limits);
    assert!(reading.views.len() <= limits.max_views, "more views than asked for");
    for flow in &reading.flows {
        assert!(flow.start <= flow.end && flow.end <= text.len(), "a flow outside of the script");
    }
    for view in &reading.views {
        let origin = view.origin(0..view.text.len());
        assert!(origin.is_none_or(|origin| origin.end <= text.len()), "an origin outside of the script");
    }
    for item in assay_checks::structure(data) {
        let inside =
            item.ranges.iter().all(|range| range.start <= range.end && range.end <= data.len() as u64);
        assert!(inside, "a check of the build that points outside of the file");
    }
}

/// A zip, whatever the data begin with: its directory, and then the walk.
pub fn zip(data: &[u8]) {
    if let Some(directory) = assay_archive::zip::Directory::find(data) {
        for entry in directory.entries() {
            let _ = (entry.is_encrypted(), entry.is_aes());
        }
    }
    walk(data);
}

/// A tar: check sums are made to fit, which a fuzzer would not find.
pub fn tar(data: &[u8]) {
    let mut data = data.to_vec();
    for block in data.chunks_exact_mut(512) {
        if block[257..].starts_with(b"ustar") {
            block[148..156].fill(b' ');
            let sum: u32 = block.iter().map(|&byte| u32::from(byte)).sum();
            block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        }
    }
    walk(&data);
}

/// A gzip file: the data with a header before them.
pub fn gzip(data: &[u8]) {
    walk(&[&[0x1f, 0x8b, 8], data].concat());
}

/// Any file's metadata: what is said of it is text that is bounded, and nothing that cannot be.
pub fn probe(data: &[u8]) {
    let task = ProbeTask { text_max_bytes: 1000, digest: true, ..ProbeTask::default() };
    let deadline = Instant::now() + Duration::from_mins(1);
    let report = assay_probe::probe(Cursor::new(data), data.len() as u64, &task, deadline);
    let metadata = report.metadata;
    assert!(report.digest.is_some_and(|digest| digest.size_bytes == data.len() as u64), "not all was hashed");
    assert!(report.text.is_none_or(|text| text.len() <= 1000), "more text than asked for");
    assert!(metadata.media_type.is_some() && metadata.content_type.is_some(), "neither known nor other");
    assert!(metadata.orientation.is_none_or(|turn| (1..=8).contains(&turn)), "a turn that does not exist");
    assert!(metadata.image_width.is_none_or(|width| width > 0), "a picture without a width");
    assert!(metadata.duration.is_none_or(|seconds| seconds.is_finite() && seconds >= 0.0), "no duration");
    assert!(metadata.title.is_none_or(|title| title.len() <= 4096), "a title without an end");
}

/// Any file's labels.
pub fn filetype(data: &[u8]) {
    let labels = assay_filetype::labels(data);
    assert!(labels.windows(2).all(|pair| pair[0] < pair[1]), "labels are no sorted set");
}

/// A photo of a paper: the first byte says what is asked for, the others are the photo.
pub fn flatten(data: &[u8]) {
    let Some((asked, photo)) = data.split_first() else { return };
    // Millions of pixels cost seconds, and a fuzzer learns nothing from them.
    let small = Limits { max_pixels: 1 << 17, max_side: 4096, max_bytes: 4 << 20 };
    if Picture::decode(photo, small).is_err() {
        return;
    }
    let choice = if asked & 1 == 0 { Choice::Auto } else { Choice::Force };
    let task = FlattenTask {
        crop: choice,
        rotate: choice,
        color: if asked & 2 == 0 { PageColor::Auto } else { PageColor::Bw },
        format: if asked & 4 == 0 { PageFormat::Jpeg } else { PageFormat::Png },
        dpi: (asked & 8 != 0).then_some(50),
        max_pixels: (asked & 16 != 0).then_some(1000),
        pages: asked & 32 != 0,
        stages: asked & 64 != 0,
        ..FlattenTask::default()
    };
    let deadline = Instant::now() + Duration::from_mins(1);
    let flattened = assay_flatten::flatten(photo, &task, None, deadline).expect("it was decoded before");
    assert!(!flattened.pages.is_empty(), "no scan");
    for page in &flattened.pages {
        assert!(page.width > 0 && page.height > 0 && !page.bytes.is_empty(), "an empty scan");
        assert!(page.corners.iter().all(|(x, y)| x.is_finite() && y.is_finite()), "corners that are nowhere");
        let pixels = u64::from(page.width) * u64::from(page.height);
        assert!(task.max_pixels.is_none_or(|max| pixels <= u64::from(max)), "more pixels than asked for");
    }
}
