//! The figures in a file's record, and giving them their clusters.

use std::collections::BTreeMap;

use assay_store::{DatasetNo, MediaCommit, MediaFile, PutExpect, PutFile};
use assay_wire::imm::Figure;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::{
    Media, MediaError,
    scope::{read_record, write_record},
};

/// Files that are written at a time.
const BATCH: usize = 100;
/// Times that a file is read and written again when somebody changed it meanwhile.
const TRIES: usize = 3;

/// What clusters of figures are made of, in a file's record.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Faces {
    #[serde(default)]
    pub(super) figures: Vec<Figure>,
    pub(super) media_type: Option<String>,
}

impl Faces {
    /// Reads a file's record.
    pub(super) fn read(file: &MediaFile) -> Result<Self, MediaError> {
        read_record("file", &file.entry)
    }

    /// The figure of this id.
    pub(super) fn figure(&self, id: &str) -> Option<&Figure> {
        self.figures.iter().find(|figure| figure.figure_id.as_deref() == Some(id))
    }
}

/// The clusters that figures of files belong to from now on: by the file's URI, then the figure's id.
#[derive(Debug, Default)]
pub(super) struct Assigned(BTreeMap<String, BTreeMap<String, Belongs>>);

/// A figure's cluster.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Belongs {
    /// The cluster's id.
    pub(super) cluster: String,
    /// How like the figure is to the others, -1 to 1; `None` leaves what was there.
    pub(super) confidence: Option<f64>,
}

impl Assigned {
    /// Gives a figure its cluster.
    pub(super) fn give(&mut self, uri: &str, figure: &str, belongs: Belongs) {
        self.0.entry(uri.to_owned()).or_default().insert(figure.to_owned(), belongs);
    }

    /// How many files are concerned.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}

impl Media {
    /// Writes figures' clusters into the files' records. A file that is gone, or that others keep changing, is left
    /// as it is: the next task sees to it.
    pub(super) async fn write_assigned(
        &self,
        dataset: DatasetNo,
        assigned: Assigned,
    ) -> Result<(), MediaError> {
        let mut left: Vec<_> = assigned.0.into_iter().collect();
        for _ in 0..TRIES {
            let mut refused = Vec::new();
            while !left.is_empty() {
                let batch: Vec<_> = left.drain(..left.len().min(BATCH)).collect();
                refused.extend(self.write_batch(dataset, batch).await?);
            }
            left = refused;
        }
        Ok(())
    }

    /// Writes some files; those that were changed meanwhile come back.
    async fn write_batch(
        &self,
        dataset: DatasetNo,
        batch: Vec<(String, BTreeMap<String, Belongs>)>,
    ) -> Result<Vec<(String, BTreeMap<String, Belongs>)>, MediaError> {
        let uris: Vec<_> = batch.iter().map(|(uri, _)| uri.clone()).collect();
        let files = self.parts.store.media_files(dataset, &uris).await?;
        let (mut puts, mut asked) = (Vec::new(), Vec::new());
        for (file, (uri, figures)) in files.into_iter().zip(batch) {
            let Some(file) = file else { continue };
            let Some(entry) = with_clusters(&file.entry, &figures)? else { continue };
            // The file itself is the first of those whose URIs begin with its own.
            let same = self.parts.store.media_uris(dataset, &uri, None, 1).await?;
            let Some(same) = same.into_iter().find(|same| same.uri == uri) else { continue };
            puts.push(PutFile {
                uri: uri.clone(),
                entry,
                fingerprint: same.fingerprint,
                text: None,
                vectors: None,
                expect: PutExpect::Version(file.version),
            });
            asked.push((uri, figures));
        }
        if puts.is_empty() {
            return Ok(Vec::new());
        }
        let commit = MediaCommit {
            dataset,
            puts,
            deletes: Vec::new(),
            // Nothing grows by this.
            max_files: i64::MAX.unsigned_abs(),
            max_bytes: i64::MAX.unsigned_abs(),
            jobs: Vec::new(),
            completes: None,
            now: self.parts.clock.now(),
        };
        let committed = self.parts.store.commit_media(commit).await?;
        let refused = asked.into_iter().zip(committed.refused).filter(|(_, refused)| refused.is_some());
        Ok(refused.map(|(asked, _)| asked).collect())
    }
}

/// A record with its figures' clusters; `None` when it says so already. All else stays as it is written.
fn with_clusters(entry: &str, clusters: &BTreeMap<String, Belongs>) -> Result<Option<String>, MediaError> {
    type Members = BTreeMap<String, Box<RawValue>>;
    let mut record: Members = read_record("file", entry)?;
    let Some(figures) = record.get("Figures") else { return Ok(None) };
    let mut figures: Vec<Members> = read_record("file", figures.get())?;
    let text = |member: &RawValue| serde_json::from_str::<String>(member.get()).ok();
    let mut is_changed = false;
    for figure in &mut figures {
        let id = figure.get("FigureId").and_then(|id| text(id));
        let Some(belongs) = id.and_then(|id| clusters.get(&id)) else { continue };
        let own = figure.get("FigureClusterId").and_then(|id| text(id));
        if own.as_ref() == Some(&belongs.cluster) {
            continue;
        }
        is_changed = true;
        figure.insert("FigureClusterId".to_owned(), raw(&belongs.cluster)?);
        if let Some(confidence) = belongs.confidence {
            figure.insert("FigureClusterConfidence".to_owned(), raw(&confidence)?);
        }
    }
    if !is_changed {
        return Ok(None);
    }
    record.insert("Figures".to_owned(), raw(&figures)?);
    write_record("file", &record).map(Some)
}

fn raw<T: serde::Serialize>(value: &T) -> Result<Box<RawValue>, MediaError> {
    serde_json::value::to_raw_value(value)
        .map_err(|error| MediaError::Corrupt { what: "file", why: error.to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_keeps_all_but_the_clusters() {
        let entry = r#"{"Size":12345678901234567,"Duration":1.10,
            "Figures":[{"FigureId":"f1","Age":3},{"FigureId":"f2","FigureClusterId":"old","FaceQuality":0.10}]}"#;
        let belongs = |confidence| Belongs { cluster: "c".to_owned(), confidence };
        let clusters = BTreeMap::from([
            ("f1".to_owned(), belongs(Some(0.75))),
            ("f2".to_owned(), belongs(None)),
            ("f3".to_owned(), belongs(None)),
        ]);
        let written = with_clusters(entry, &clusters).expect("written").expect("changed");
        assert_eq!(
            written,
            r#"{"Duration":1.10,"Figures":[{"Age":3,"FigureClusterConfidence":0.75,"FigureClusterId":"c","FigureId":"f1"},{"FaceQuality":0.10,"FigureClusterId":"c","FigureId":"f2"}],"Size":12345678901234567}"#
        );
        assert_eq!(with_clusters(&written, &clusters).expect("read"), None);
        assert_eq!(with_clusters(r#"{"Size":1}"#, &clusters).expect("read"), None);
        assert!(with_clusters(r#"{"Figures":7}"#, &clusters).is_err());
    }
}
