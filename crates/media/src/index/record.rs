//! A file's record, from what its place knows, what its content says, what the client says, and what was there.

use assay_findings::media::{Figure, Metadata, ProbeReport};
use assay_types::{TenantId, Timestamp};
use assay_wire::imm::{File, InputFile};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use sha2::{Digest as _, Sha256};

use super::input::lay_over;
use crate::source::Head;

/// Whose record it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Owner<'a> {
    pub(super) tenant: &'a TenantId,
    pub(super) project: &'a str,
    pub(super) dataset: &'a str,
}

/// What came of looking at a file.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Looked {
    /// What its content says.
    Read(Box<ProbeReport>),
    /// Nothing could be read of it; why is for the client.
    Failed(String),
}

/// The record of a file. What the client says stands above what the content says, and that above what was there
/// before, which only stays where neither says anything.
pub(super) fn record(
    owner: Owner<'_>,
    input: &InputFile,
    head: &Head,
    looked: &Looked,
    headers: bool,
    before: Option<&File>,
    now: Timestamp,
) -> File {
    let uri = input.uri.clone().unwrap_or_default();
    let now = now.rfc3339_millis();
    let mut file = File {
        object_id: Some(object_id(owner, &uri)),
        uri: Some(uri),
        object_type: Some("file".to_owned()),
        owner_id: Some(owner.tenant.to_string()),
        project_name: Some(owner.project.to_owned()),
        dataset_name: Some(owner.dataset.to_owned()),
        filename: Some(head.filename.clone()),
        size: i64::try_from(head.size_bytes).ok(),
        e_tag: head.etag.clone(),
        object_status: Some("Indexed".to_owned()),
        create_time: before.and_then(|before| before.create_time.clone()).or_else(|| Some(now.clone())),
        update_time: Some(now),
        file_create_time: head.created_at.clone(),
        file_modified_time: head.modified_at.clone(),
        file_access_time: head.accessed_at.clone(),
        cache_control: head.cache_control.clone(),
        content_disposition: head.content_disposition.clone(),
        content_encoding: head.content_encoding.clone(),
        oss_version_id: head.version.clone(),
        oss_user_meta: (!head.user_metadata.is_empty()).then(|| head.user_metadata.clone()),
        ..File::default()
    };
    match looked {
        Looked::Read(report) => lay_report(&mut file, report, headers),
        Looked::Failed(why) => fail(&mut file, why),
    }
    if file.metadata.content_type.as_deref().is_none_or(|kind| kind == "application/octet-stream")
        && head.content_type.is_some()
    {
        file.metadata.content_type.clone_from(&head.content_type);
    }
    if let Some(before) = before {
        keep(&mut file, before);
    }
    lay_over(&mut file, input);
    file
}

fn lay_report(file: &mut File, report: &ProbeReport, headers: bool) {
    file.metadata = if headers {
        report.metadata.clone()
    } else {
        Metadata {
            media_type: report.metadata.media_type.clone(),
            content_type: report.metadata.content_type.clone(),
            ..Metadata::default()
        }
    };
    if let Some(digest) = &report.digest {
        let md5 = digest.md5.to_string();
        file.content_md5 = Some(BASE64_STANDARD.encode(digest.md5.as_bytes()));
        if file.e_tag.is_none() {
            file.e_tag = Some(format!("\"{}\"", md5.to_ascii_uppercase()));
        }
        file.file_hash = Some(md5);
    }
    file.osscrc64 = report.crc64.map(|crc64| crc64.to_string());
    if let Some(damage) = &report.damage {
        fail(file, damage);
    }
}

fn fail(file: &mut File, why: &str) {
    file.object_status = Some("Failed".to_owned());
    file.reason = Some(why.to_owned());
}

/// What clients can set, and what clusters wrote, stays where nothing new is known.
fn keep(file: &mut File, before: &File) {
    let stay = |to: &mut Option<String>, from: &Option<String>| {
        if to.is_none() {
            to.clone_from(from);
        }
    };
    stay(&mut file.custom_id, &before.custom_id);
    stay(&mut file.ossuri, &before.ossuri);
    stay(&mut file.travel_cluster_id, &before.travel_cluster_id);
    let (metadata, earlier) = (&mut file.metadata, &before.metadata);
    stay(&mut metadata.album, &earlier.album);
    stay(&mut metadata.album_artist, &earlier.album_artist);
    stay(&mut metadata.artist, &earlier.artist);
    stay(&mut metadata.composer, &earlier.composer);
    stay(&mut metadata.lat_long, &earlier.lat_long);
    stay(&mut metadata.performer, &earlier.performer);
    stay(&mut metadata.produce_time, &earlier.produce_time);
    stay(&mut metadata.title, &earlier.title);
    if file.custom_labels.is_none() {
        file.custom_labels.clone_from(&before.custom_labels);
    }
    if metadata.labels.is_none() {
        metadata.labels.clone_from(&earlier.labels);
    }
    if metadata.addresses.is_none() {
        metadata.addresses.clone_from(&earlier.addresses);
    }
    match &mut metadata.figures {
        None => {
            metadata.figures.clone_from(&earlier.figures);
            metadata.figure_count = earlier.figure_count;
        }
        // Who is seen again stays in its cluster.
        Some(figures) => {
            for figure in figures {
                let same =
                    |other: &&Figure| figure.figure_id.is_some() && other.figure_id == figure.figure_id;
                if let Some(known) = earlier.figures.iter().flatten().find(same) {
                    figure.figure_cluster_id.clone_from(&known.figure_cluster_id);
                    figure.figure_cluster_confidence = known.figure_cluster_confidence;
                }
            }
        }
    }
}

/// Names a record everywhere: 64 hex digits, of its place and not of its content, which two may share.
pub(super) fn object_id(owner: Owner<'_>, uri: &str) -> String {
    let mut hash = Sha256::new();
    for part in [owner.tenant.as_str(), owner.project, owner.dataset, uri] {
        hash.update(part.len().to_be_bytes());
        hash.update(part.as_bytes());
    }
    hex::encode(hash.finalize())
}

#[cfg(test)]
mod tests {
    use assay_types::ContentDigest;

    use super::*;

    fn made(input: &InputFile, looked: &Looked, before: Option<&File>) -> File {
        let tenant = TenantId::default();
        let owner = Owner { tenant: &tenant, project: "p", dataset: "d" };
        let head = Head { filename: "k".to_owned(), size_bytes: 3, ..Head::default() };
        record(owner, input, &head, looked, true, before, Timestamp(before.map_or(1000, |_| 2000)))
    }

    fn read(metadata: Metadata) -> Looked {
        let digest = Some(ContentDigest::of(b"abc"));
        Looked::Read(Box::new(ProbeReport { digest, crc64: Some(7), metadata, ..ProbeReport::default() }))
    }

    fn input() -> InputFile {
        InputFile { uri: Some("oss://b/k".to_owned()), ..InputFile::default() }
    }

    #[test]
    fn hashes_have_the_forms_of_the_wire() {
        let file = made(&input(), &read(Metadata::default()), None);
        assert_eq!(file.file_hash.as_deref(), Some("900150983cd24fb0d6963f7d28e17f72"));
        assert_eq!(file.e_tag.as_deref(), Some("\"900150983CD24FB0D6963F7D28E17F72\""));
        assert_eq!(file.content_md5.as_deref(), Some("kAFQmDzST7DWlj99KOF/cg=="));
        assert_eq!(file.osscrc64.as_deref(), Some("7"));
        assert_eq!((file.object_status.as_deref(), file.size), (Some("Indexed"), Some(3)));
        assert_eq!(file.object_id.map(|id| id.len()), Some(64));
    }

    #[test]
    fn the_client_stands_above_the_content_and_that_above_the_past() {
        let title = |text: &str| Metadata { title: Some(text.to_owned()), ..Metadata::default() };
        let first =
            made(&InputFile { custom_id: Some("c".to_owned()), ..input() }, &read(title("probed")), None);
        assert_eq!(first.metadata.title.as_deref(), Some("probed"));
        let named = InputFile { title: Some("named".to_owned()), ..input() };
        let second = made(&named, &read(title("probed")), Some(&first));
        assert_eq!(second.metadata.title.as_deref(), Some("named"));
        assert_eq!((second.custom_id.as_deref(), &second.create_time), (Some("c"), &first.create_time));
        assert_ne!(second.update_time, first.update_time);
        let third = made(&input(), &read(Metadata::default()), Some(&second));
        assert_eq!(third.metadata.title.as_deref(), Some("named"));
        let fourth = made(&input(), &read(title("again")), Some(&third));
        assert_eq!(fourth.metadata.title.as_deref(), Some("again"));
    }

    #[test]
    fn who_is_seen_again_stays_in_its_cluster() {
        let figures = |ids: &[&str]| {
            let figure = |id: &&str| Figure { figure_id: Some((*id).to_owned()), ..Figure::default() };
            Metadata { figures: Some(ids.iter().map(figure).collect()), ..Metadata::default() }
        };
        let mut before = made(&input(), &read(figures(&["a", "b"])), None);
        for figure in before.metadata.figures.iter_mut().flatten() {
            figure.figure_cluster_id = Some("cluster".to_owned());
        }
        let after = made(&input(), &read(figures(&["b", "c"])), Some(&before));
        let clusters: Vec<_> = after
            .metadata
            .figures
            .iter()
            .flatten()
            .map(|figure| figure.figure_cluster_id.as_deref())
            .collect();
        assert_eq!(clusters, [Some("cluster"), None]);
    }

    #[test]
    fn what_cannot_be_read_says_why() {
        let failed = made(&input(), &Looked::Failed("gave up: time".to_owned()), None);
        assert_eq!(
            (failed.object_status.as_deref(), failed.reason.as_deref()),
            (Some("Failed"), Some("gave up: time"))
        );
        let report = ProbeReport {
            damage: Some("it ends early".to_owned()),
            metadata: Metadata { image_width: Some(4), ..Metadata::default() },
            ..ProbeReport::default()
        };
        let damaged = made(&input(), &Looked::Read(Box::new(report)), None);
        assert_eq!(
            (damaged.metadata.image_width, damaged.reason.as_deref()),
            (Some(4), Some("it ends early"))
        );
    }
}
