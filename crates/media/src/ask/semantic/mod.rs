//! `SemanticQuery`: by what a query means.
//!
//! Several orders of files become one ([`fuse`]):
//! - by the words that the files' records and texts have ([`assay_store::MediaFileStore::rank_media`]);
//! - by what the query means, where a model tells ([`crate::Provider`]);
//! - the newest files at a place that the query names, and those that show a thing which it names;
//! - by what the file at `SourceURI` means.
//!
//! A time and a kind of file that the query speaks of narrow all of these, and are no words any more. Where nothing is
//! left then, they narrow nothing: they were understood from words, and may have been meant otherwise. A query that
//! says nothing else is answered with what they narrow to, newest first. `MediaTypes` narrows always.

mod chinese;
mod days;
mod english;
mod fuse;
mod hints;
mod names;

use assay_store::{
    DatasetNo, Direction, MediaCondition, MediaField, MediaFile, Scalar, Select, Sort, Test, VectorKind,
};
use assay_wire::imm::{SemanticQueryReply, SemanticQueryRequest};

use self::{
    days::Days,
    fuse::fuse,
    hints::{Hints, Kind, hints},
};
use crate::{Caller, Media, MediaError, get::WithFields, name::page_size};

/// Files of a reply, and files where nothing is asked for.
const RESULTS_MAX: usize = 100;
/// Files of each order that is fused.
const ORDER_MAX: usize = 200;
/// Bytes that a query may have.
const QUERY_BYTES_MAX: usize = 1 << 20;
/// Bytes of a query that are understood; a longer one is cut there.
const UNDERSTOOD_BYTES_MAX: usize = 4096;

impl Media {
    /// `SemanticQuery`: the files that are nearest to what a text, or a file, means.
    pub async fn semantic_query(
        &self,
        caller: &Caller,
        request: SemanticQueryRequest,
    ) -> Result<SemanticQueryReply, MediaError> {
        let dataset = self.dataset_row(caller, &request.project_name, &request.dataset_name).await?;
        let limit = page_size(request.max_results, RESULTS_MAX, RESULTS_MAX)?;
        let fields = WithFields::read(request.with_fields)?;
        let types = media_types(request.media_types.as_deref().unwrap_or_default())?;
        let query = request.query.filter(|query| !query.is_empty());
        let source = request.source_uri.filter(|uri| !uri.is_empty());
        if query.is_none() && source.is_none() {
            return Err(MediaError::missing("Query"));
        }
        let mut orders = Vec::new();
        if let Some(query) = query {
            if query.len() > QUERY_BYTES_MAX {
                return Err(MediaError::invalid("Query", "it has at most 1 MB"));
            }
            let query = query.get(..query.floor_char_boundary(UNDERSTOOD_BYTES_MAX)).unwrap_or(&query);
            orders = self.asked(dataset.no, query, types.clone()).await?;
        }
        if let Some(uri) = source {
            orders.push(self.like(dataset.no, uri, types).await?);
        }
        let files = fields.answer(fuse(orders, limit))?;
        Ok(SemanticQueryReply { files, request_id: caller.request_id })
    }

    /// The orders that a text asks for.
    async fn asked(
        &self,
        dataset: DatasetNo,
        query: &str,
        types: Option<MediaCondition>,
    ) -> Result<Vec<Vec<MediaFile>>, MediaError> {
        let now = self.parts.clock.now();
        let today = jiff::Timestamp::from_millisecond(now.as_millis()).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        let hints = hints(query, today.to_zoned(jiff::tz::TimeZone::UTC).date());
        let narrowed = narrow(&hints, types.clone());
        if hints.rest.is_empty() {
            return Ok(vec![self.newest(dataset, narrowed).await?]);
        }
        let vector = self.provider.embed_text(&hints.rest).await;
        let orders = self.orders(dataset, &hints.rest, vector.as_deref(), narrowed.clone()).await?;
        if orders.iter().all(Vec::is_empty) && narrowed != types {
            return self.orders(dataset, query, vector.as_deref(), types).await;
        }
        Ok(orders)
    }

    async fn orders(
        &self,
        dataset: DatasetNo,
        words: &str,
        vector: Option<&[f32]>,
        condition: Option<MediaCondition>,
    ) -> Result<Vec<Vec<MediaFile>>, MediaError> {
        let store = &self.parts.store;
        let ranked = store.rank_media(dataset, words, condition.clone(), ORDER_MAX).await?;
        let mut orders = vec![ranked.into_iter().map(|(file, _)| file).collect()];
        if let Some(vector) = vector {
            orders.push(self.nearest(dataset, vector, condition.clone()).await?);
        }
        for named in [names::places(words), names::labels(words)].into_iter().flatten() {
            orders.push(self.newest(dataset, both(Some(named), condition.clone())).await?);
        }
        Ok(orders)
    }

    /// Files like one that is in the dataset.
    async fn like(
        &self,
        dataset: DatasetNo,
        uri: String,
        types: Option<MediaCondition>,
    ) -> Result<Vec<MediaFile>, MediaError> {
        let store = &self.parts.store;
        let file = store.media_files(dataset, &[uri]).await?.pop().flatten();
        let file = file.ok_or_else(|| MediaError::not_found("File"))?;
        // After everything of the file before it.
        let after = Some((file.no.saturating_sub(1), char::MAX.to_string()));
        let vectors = store.media_vectors(dataset, VectorKind::Meaning, after, 1).await?;
        match vectors.into_iter().find(|row| row.no == file.no) {
            Some(row) => self.nearest(dataset, &row.numbers, types).await,
            None => Err(MediaError::unsupported(
                "What the file at SourceURI means is not known: index it with a model that tells, which the settings \
                 media.models and media.provider_embedding_model name.",
            )),
        }
    }

    async fn nearest(
        &self,
        dataset: DatasetNo,
        vector: &[f32],
        condition: Option<MediaCondition>,
    ) -> Result<Vec<MediaFile>, MediaError> {
        let kind = VectorKind::Meaning;
        let found = self.parts.store.nearest_media(dataset, kind, vector, condition, ORDER_MAX).await?;
        // What points the other way has nothing in common with it.
        Ok(found.into_iter().filter(|near| near.similarity > 0.0).map(|near| near.file).collect())
    }

    async fn newest(
        &self,
        dataset: DatasetNo,
        condition: Option<MediaCondition>,
    ) -> Result<Vec<MediaFile>, MediaError> {
        let sort = MediaField::named("ProduceTime")
            .map(|field| Sort { field, direction: Direction::Descending })
            .into_iter()
            .collect();
        let select = Select { condition, sort, limit: ORDER_MAX, ..Select::default() };
        Ok(self.parts.store.select_media(dataset, select).await?.files)
    }
}

/// Reads `MediaTypes`.
fn media_types(types: &[String]) -> Result<Option<MediaCondition>, MediaError> {
    const TYPES: &[&str] = &["image", "video", "audio", "document", "other"];
    if let Some(unknown) = types.iter().find(|one| !TYPES.contains(&one.as_str())) {
        let why =
            format_args!("{unknown:.100} is none: it must be one of image, video, audio, document, other");
        return Err(MediaError::invalid("MediaTypes", why));
    }
    if types.is_empty() {
        return Ok(None);
    }
    let one = |name: &String| equal("MediaType", name);
    Ok(Some(MediaCondition::Any(types.iter().filter_map(one).collect())))
}

/// What hints narrow to, besides what is asked for anyway.
fn narrow(hints: &Hints, condition: Option<MediaCondition>) -> Option<MediaCondition> {
    let kind = hints.kind.and_then(|kind| match kind {
        Kind::Media(name) => equal("MediaType", name),
        Kind::Content(name) => equal("ContentType", name),
    });
    both(hints.days.and_then(made), both(kind, condition))
}

/// Made on these days, by the clocks of Greenwich.
fn made(days: Days) -> Option<MediaCondition> {
    let midnight = |date: jiff::civil::Date| {
        let zoned = date.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
        Some(Scalar::Time(zoned.timestamp().as_nanosecond()))
    };
    let leaf = |test| MediaField::named("ProduceTime").map(|field| MediaCondition::Leaf { field, test });
    let from = leaf(Test::AtLeast(midnight(days.from)?))?;
    let to = leaf(Test::Less(midnight(days.to)?))?;
    Some(MediaCondition::All(vec![from, to]))
}

fn equal(field: &str, text: &str) -> Option<MediaCondition> {
    let test = Test::Equal(Scalar::Text(text.to_owned()));
    MediaField::named(field).map(|field| MediaCondition::Leaf { field, test })
}

fn both(a: Option<MediaCondition>, b: Option<MediaCondition>) -> Option<MediaCondition> {
    match (a, b) {
        (Some(a), Some(b)) => Some(MediaCondition::All(vec![a, b])),
        (one, other) => one.or(other),
    }
}
