//! The drive as a map, a log and two counters.

use std::collections::BTreeMap;

use assay_store::{
    Change, Comparison, Condition, Direction, Field, FileKind, FileState, Position, Scope, Value,
};
use assay_types::FileId;

use super::super::fixture::Draft;

#[derive(Debug, Default)]
pub(super) struct World {
    pub(super) files: BTreeMap<i64, Draft>,
    pub(super) log: Vec<Change>,
    pub(super) tree: i64,
    pub(super) used_bytes: i64,
}

impl World {
    pub(super) fn ids(&self) -> impl Iterator<Item = i64> {
        self.files.keys().copied()
    }

    /// The folders above a file from the top, as far as they are there, and whether that is up to the root.
    pub(super) fn ancestors(&self, id: i64) -> (Vec<&Draft>, bool) {
        let mut above = Vec::new();
        let mut at = self.files[&id].row.parent;
        while at != FileId::ROOT {
            let Some(folder) = self.files.get(&at.0) else { return (above, false) };
            above.insert(0, folder);
            at = folder.row.parent;
        }
        (above, true)
    }

    pub(super) fn is_live(&self, id: i64) -> bool {
        let (above, is_whole) = self.ancestors(id);
        let is_available = |draft: &Draft| draft.row.state == FileState::Available;
        is_whole
            && is_available(&self.files[&id])
            && above.iter().all(|folder| is_available(folder) && folder.row.kind == FileKind::Folder)
    }

    pub(super) fn name_path(&self, id: i64) -> String {
        let (above, _) = self.ancestors(id);
        above.iter().flat_map(|folder| ["/", folder.columns.name.as_str()]).collect()
    }

    /// Whether a file is this one or below it.
    pub(super) fn is_within(&self, id: i64, top: FileId) -> bool {
        let (above, is_whole) = self.ancestors(id);
        top.0 == id || above.iter().any(|folder| folder.row.id == top) || (is_whole && top == FileId::ROOT)
    }

    pub(super) fn is_visible(&self, id: i64, scope: &Scope) -> bool {
        match scope {
            Scope::Whole => true,
            Scope::Under(tops) => {
                tops.contains(&FileId::ROOT) || tops.iter().any(|&top| self.is_within(id, top))
            }
        }
    }

    pub(super) fn describes(&self, condition: &Condition, id: i64) -> bool {
        let draft = &self.files[&id];
        match condition {
            Condition::And(all) => all.iter().all(|one| self.describes(one, id)),
            Condition::Or(any) => any.iter().any(|one| self.describes(one, id)),
            Condition::Not(inner) => !self.describes(inner, id),
            Condition::NameMatch(words) => {
                let folded = draft.columns.name.to_lowercase();
                words.iter().all(|word| folded.contains(word))
            }
            Condition::LabelIn(labels) => labels.iter().any(|label| draft.columns.labels.contains(label)),
            Condition::Compare(field, comparison, value) => {
                let own = draft.value(*field);
                match (comparison, &own, value) {
                    (Comparison::Eq, ..) => own == *value,
                    (Comparison::Lt, ..) => own < *value,
                    (Comparison::Le, ..) => own <= *value,
                    (Comparison::Gt, ..) => own > *value,
                    (Comparison::Ge, ..) => own >= *value,
                    (Comparison::Prefix, Value::Text(own), Value::Text(prefix)) => own.starts_with(prefix),
                    (Comparison::Prefix, ..) => false,
                }
            }
        }
    }

    /// Sorts ids by an order.
    pub(super) fn sort(&self, ids: &mut [i64], order: &[(Field, Direction)]) {
        let last = order.last().map_or(Direction::Ascending, |(_, direction)| *direction);
        let turn = |ordering: std::cmp::Ordering, direction| match direction {
            Direction::Ascending => ordering,
            Direction::Descending => ordering.reverse(),
        };
        ids.sort_by(|a, b| {
            let (own, other) = (&self.files[a], &self.files[b]);
            let keys = order
                .iter()
                .map(|(field, direction)| turn(own.value(*field).cmp(&other.value(*field)), *direction));
            keys.chain([turn(a.cmp(b), last)]).find(|ordering| ordering.is_ne()).unwrap()
        });
    }

    /// Where a file is in an order.
    pub(super) fn position(&self, id: i64, order: &[(Field, Direction)]) -> Position {
        let draft = &self.files[&id];
        let values = order.iter().map(|(field, _)| draft.value(*field)).collect();
        Position { values, file: FileId(id) }
    }
}

impl Draft {
    fn value(&self, field: Field) -> Value {
        let Self { row, columns } = self;
        match field {
            Field::Name => Value::Text(columns.name.clone()),
            Field::Kind if row.kind == FileKind::Folder => Value::Text("folder".to_owned()),
            Field::Kind => Value::Text("file".to_owned()),
            Field::Extension => Value::Text(columns.extension.clone()),
            Field::Category => Value::Text(columns.category.clone()),
            Field::MimeType => Value::Text(columns.mime_type.clone()),
            Field::Description => Value::Text(columns.description.clone()),
            Field::ContentHash => Value::Text(columns.sha1.map_or(String::new(), |sha1| sha1.to_string())),
            Field::Parent => Value::Number(row.parent.0),
            Field::Size => Value::Number(row.size_bytes.cast_signed()),
            Field::Hidden => Value::Number(columns.hidden.into()),
            Field::Starred => Value::Number(columns.starred.into()),
            Field::Created => Value::Number(columns.created_at.as_millis()),
            Field::Updated => Value::Number(columns.updated_at.as_millis()),
        }
    }
}
