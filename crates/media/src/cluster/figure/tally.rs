//! What clusters of figures come to, counted over the files.

use std::collections::{BTreeMap, BTreeSet};

use assay_store::{ClusterKind, ClusterRow, DatasetNo, MediaCondition, MediaField, Test};
use assay_types::Timestamp;
use assay_wire::imm::{Figure, FigureCluster};

use super::{
    faces::Faces,
    record::{Cluster, Cover},
};
use crate::{
    Media, MediaError,
    cluster::scan::{Changes, Scan},
};

/// What one cluster comes to.
#[derive(Debug, Default)]
struct Tally {
    faces: i64,
    images: i64,
    videos: i64,
    ages: Vec<i64>,
    genders: BTreeMap<String, u64>,
    /// The best cover, and how good it is: its quality as the model says, then its area.
    best: Option<(f64, i64, Cover)>,
    /// All figures, so that a chosen cover can be told to be one of them.
    members: BTreeSet<(String, String)>,
}

/// Files whose figures have clusters.
pub(super) fn clustered(test: Test) -> MediaCondition {
    let field = MediaField::named("Figures.FigureClusterId");
    MediaCondition::Any(field.map(|field| MediaCondition::Leaf { field, test }).into_iter().collect())
}

impl Media {
    /// Counts all clusters of a dataset anew. Those without figures go, unless a client said something about them.
    pub(super) async fn tally_figures(&self, dataset: DatasetNo) -> Result<(), MediaError> {
        let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
        let mut scan = Scan::new(self, dataset, clustered(Test::Exists));
        while let Some(files) = scan.next().await? {
            for file in &files {
                let faces = Faces::read(file)?;
                let mut seen = BTreeSet::new();
                for figure in &faces.figures {
                    let Some(id) = figure.figure_cluster_id.as_ref().filter(|id| !id.is_empty()) else {
                        continue;
                    };
                    let tally = tallies.entry(id.clone()).or_default();
                    tally.figure(&file.uri, figure);
                    if seen.insert(id) {
                        tally.file(faces.media_type.as_deref());
                    }
                }
            }
        }
        let now = self.parts.clock.now();
        let decide = |rows: Vec<ClusterRow>| {
            let mut changes = Changes::default();
            for row in rows {
                let mut cluster = Cluster::read(&row)?;
                let tally = tallies.get(&cluster.id);
                if tally.is_none() && !cluster.is_known() {
                    changes.delete.push(cluster.id);
                } else if tally.unwrap_or(&Tally::default()).enter(&mut cluster, now) {
                    changes.put.push(cluster.write()?);
                }
            }
            Ok(changes)
        };
        self.change_clusters(dataset, ClusterKind::Figure, decide).await
    }
}

impl Tally {
    fn file(&mut self, media_type: Option<&str>) {
        match media_type {
            Some("image") => self.images += 1,
            Some("video") => self.videos += 1,
            _ => {}
        }
    }

    fn figure(&mut self, uri: &str, figure: &Figure) {
        self.faces += 1;
        self.ages.extend(figure.age);
        if let Some(gender) = &figure.gender {
            *self.genders.entry(gender.clone()).or_default() += 1;
        }
        let Some(id) = &figure.figure_id else { return };
        self.members.insert((uri.to_owned(), id.clone()));
        let quality = figure.face_quality.unwrap_or(0.0);
        let area = figure
            .boundary
            .as_ref()
            .map_or(0, |boundary| boundary.width.unwrap_or(0).saturating_mul(boundary.height.unwrap_or(0)));
        let is_better = self
            .best
            .as_ref()
            .is_none_or(|(best, largest, _)| quality.total_cmp(best).then(area.cmp(largest)).is_gt());
        if is_better {
            let cover = Cover { uri: uri.to_owned(), figure: id.clone() };
            self.best = Some((quality, area, cover));
        }
    }

    /// Enters what was counted; whether that is anything new.
    fn enter(&self, cluster: &mut Cluster, now: Timestamp) -> bool {
        let (old, old_notes) = (cluster.record.clone(), cluster.notes.clone());
        let count = i64::try_from(self.ages.len()).unwrap_or(i64::MAX);
        let sum = self.ages.iter().fold(0_i64, |sum, age| sum.saturating_add(*age));
        // Ties go to the first in the order of words.
        let gender = self.genders.iter().rev().max_by_key(|(_, count)| **count);
        let chosen = cluster.notes.cover.take().filter(|cover| {
            cluster.notes.is_chosen && self.members.contains(&(cover.uri.clone(), cover.figure.clone()))
        });
        cluster.notes.is_chosen = chosen.is_some();
        cluster.notes.cover = chosen.or_else(|| self.best.as_ref().map(|(_, _, cover)| cover.clone()));
        cluster.record = FigureCluster {
            face_count: Some(self.faces),
            image_count: Some(self.images),
            video_count: Some(self.videos),
            average_age: (count > 0).then(|| as_number(sum) / as_number(count)),
            min_age: self.ages.iter().min().copied().map(as_number),
            max_age: self.ages.iter().max().copied().map(as_number),
            gender: gender.map(|(gender, _)| gender.clone()),
            ..old.clone()
        };
        if cluster.record == old && cluster.notes == old_notes {
            return false;
        }
        cluster.record.update_time = Some(now.rfc3339_millis());
        true
    }
}

/// Ages and their sums, which are far from where numbers lose digits.
#[expect(clippy::cast_precision_loss, reason = "ages")]
fn as_number(age: i64) -> f64 {
    age as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(id: &str, age: i64, gender: &str, quality: f64) -> Figure {
        Figure {
            figure_id: Some(id.to_owned()),
            age: Some(age),
            gender: Some(gender.to_owned()),
            face_quality: Some(quality),
            ..Figure::default()
        }
    }

    #[test]
    fn a_cluster_is_counted() {
        let mut tally = Tally::default();
        tally.figure("u1", &figure("f1", 30, "female", 0.2));
        tally.figure("u1", &figure("f2", 33, "female", 0.9));
        tally.figure("u2", &figure("f3", 27, "male", 0.5));
        tally.file(Some("image"));
        tally.file(Some("video"));
        let mut cluster = Cluster::new("p", "d", Timestamp(0));
        assert!(tally.enter(&mut cluster, Timestamp(1)));
        let record = &cluster.record;
        assert_eq!((record.face_count, record.image_count, record.video_count), (Some(3), Some(1), Some(1)));
        assert_eq!(
            (record.min_age, record.average_age, record.max_age),
            (Some(27.0), Some(30.0), Some(33.0))
        );
        assert_eq!(record.gender.as_deref(), Some("female"));
        let best = Cover { uri: "u1".to_owned(), figure: "f2".to_owned() };
        assert_eq!(cluster.notes.cover.as_ref(), Some(&best));
        assert!(!tally.enter(&mut cluster, Timestamp(2)), "nothing new");
        assert_eq!(cluster.record.update_time, Some(Timestamp(1).rfc3339_millis()));
    }

    #[test]
    fn a_chosen_cover_stays_while_it_is_a_member() {
        let mut tally = Tally::default();
        tally.figure("u1", &figure("f1", 30, "female", 0.2));
        tally.figure("u2", &figure("f2", 30, "female", 0.9));
        let mut cluster = Cluster::new("p", "d", Timestamp(0));
        cluster.notes.is_chosen = true;
        cluster.notes.cover = Some(Cover { uri: "u1".to_owned(), figure: "f1".to_owned() });
        tally.enter(&mut cluster, Timestamp(1));
        assert_eq!(cluster.notes.cover.as_ref().map(|cover| &*cover.figure), Some("f1"));
        tally.members.clear();
        tally.enter(&mut cluster, Timestamp(2));
        assert_eq!(cluster.notes.cover.as_ref().map(|cover| &*cover.figure), Some("f2"));
        assert!(!cluster.notes.is_chosen);
    }
}
