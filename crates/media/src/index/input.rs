//! What clients say about files: what of it is accepted, and how it is laid over a record.
//!
//! An empty list or map is taken as not given: official clients send them where nothing was set.

use assay_findings::media::{Figure, Metadata};
use assay_wire::imm::{File, InputFigure, InputFile};

use crate::{MediaError, source::FileUri, time::read_time};

/// Entries of a list or map that a client may give for one file.
const ENTRIES_MAX: usize = 100;
/// Bytes of a text, and of a label's value.
const TEXT_BYTES_MAX: usize = 4096;
/// Bytes of a label's name.
const NAME_BYTES_MAX: usize = 128;

/// Checks what a client says about a file, which `path` names in refusals (`File`, `Files.2`); the file's URI.
///
/// # Errors
/// `MissingParameter` without a URI, `InvalidArgument` for values that make no sense or are too long.
pub(super) fn check(path: &str, input: &InputFile) -> Result<FileUri, MediaError> {
    let at = |name: &str| format!("{path}.{name}");
    let uri = input.uri.as_deref().filter(|uri| !uri.is_empty());
    let uri = FileUri::parse(&at("URI"), uri.ok_or_else(|| MediaError::missing(&at("URI")))?)?;
    let texts = [
        ("Album", &input.album),
        ("AlbumArtist", &input.album_artist),
        ("Artist", &input.artist),
        ("Composer", &input.composer),
        ("ContentType", &input.content_type),
        ("CustomId", &input.custom_id),
        ("FileHash", &input.file_hash),
        ("MediaType", &input.media_type),
        ("OSSURI", &input.ossuri),
        ("Performer", &input.performer),
        ("Title", &input.title),
    ];
    for (name, text) in texts {
        check_text(&at(name), text.as_deref())?;
    }
    if let Some(time) = given(input.produce_time.as_deref()) {
        read_time(&at("ProduceTime"), time)?;
    }
    if let Some(place) = given(input.lat_long.as_deref()) {
        check_place(&at("LatLong"), place)?;
    }
    check_count(&at("CustomLabels"), input.custom_labels.as_ref().map(std::collections::BTreeMap::len))?;
    for (name, value) in input.custom_labels.iter().flatten() {
        if name.is_empty() || name.len() > NAME_BYTES_MAX || value.len() > TEXT_BYTES_MAX {
            return Err(MediaError::invalid(
                &at("CustomLabels"),
                "a label has a name of 1 to 128 bytes and a value of at most 4096",
            ));
        }
    }
    check_count(&at("Labels"), input.labels.as_ref().map(Vec::len))?;
    for label in input.labels.iter().flatten() {
        for text in [&label.label_name, &label.label_alias, &label.language, &label.parent_label_name] {
            check_text(&at("Labels"), text.as_deref())?;
        }
        check_count(&at("Labels.Clips"), label.clips.as_ref().map(Vec::len))?;
        for clip in label.clips.iter().flatten() {
            check_count(&at("Labels.Clips.TimeRange"), clip.time_range.as_ref().map(Vec::len))?;
        }
    }
    check_count(&at("Addresses"), input.addresses.as_ref().map(Vec::len))?;
    for address in input.addresses.iter().flatten() {
        let parts = [&address.address_line, &address.city, &address.country, &address.district];
        for text in parts.into_iter().chain([&address.language, &address.province, &address.township]) {
            check_text(&at("Addresses"), text.as_deref())?;
        }
    }
    check_count(&at("Figures"), input.figures.as_ref().map(Vec::len))?;
    for figure in input.figures.iter().flatten() {
        for text in [&figure.figure_id, &figure.figure_cluster_id, &figure.figure_type] {
            check_text(&at("Figures"), text.as_deref())?;
        }
    }
    Ok(uri)
}

fn check_text(parameter: &str, text: Option<&str>) -> Result<(), MediaError> {
    match text {
        Some(text) if text.len() > TEXT_BYTES_MAX => {
            Err(MediaError::invalid(parameter, format_args!("a text has at most {TEXT_BYTES_MAX} bytes")))
        }
        _ => Ok(()),
    }
}

fn check_count(parameter: &str, count: Option<usize>) -> Result<(), MediaError> {
    match count {
        Some(count) if count > ENTRIES_MAX => {
            Err(MediaError::invalid(parameter, format_args!("it has at most {ENTRIES_MAX} entries")))
        }
        _ => Ok(()),
    }
}

/// `latitude,longitude` in degrees.
fn check_place(parameter: &str, text: &str) -> Result<(), MediaError> {
    let degrees = |text: &str, most: f64| {
        text.trim().parse::<f64>().is_ok_and(|degrees| degrees.is_finite() && degrees.abs() <= most)
    };
    let is_place =
        text.split_once(',').is_some_and(|(north, east)| degrees(north, 90.0) && degrees(east, 180.0));
    if is_place && text.len() <= NAME_BYTES_MAX {
        return Ok(());
    }
    Err(MediaError::invalid(parameter, "it is LATITUDE,LONGITUDE in degrees, such as 30.134390,120.074997"))
}

/// A text that was given: an empty one was not.
fn given(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.is_empty())
}

/// Lays what a client says over a record.
pub(super) fn lay_over(file: &mut File, input: &InputFile) {
    let text = |to: &mut Option<String>, from: &Option<String>| {
        if let Some(text) = given(from.as_deref()) {
            *to = Some(text.to_owned());
        }
    };
    text(&mut file.custom_id, &input.custom_id);
    text(&mut file.ossuri, &input.ossuri);
    text(&mut file.file_hash, &input.file_hash);
    let metadata = &mut file.metadata;
    text(&mut metadata.album, &input.album);
    text(&mut metadata.album_artist, &input.album_artist);
    text(&mut metadata.artist, &input.artist);
    text(&mut metadata.composer, &input.composer);
    text(&mut metadata.content_type, &input.content_type);
    text(&mut metadata.lat_long, &input.lat_long);
    text(&mut metadata.media_type, &input.media_type);
    text(&mut metadata.performer, &input.performer);
    text(&mut metadata.produce_time, &input.produce_time);
    text(&mut metadata.title, &input.title);
    if let Some(labels) = input.custom_labels.as_ref().filter(|labels| !labels.is_empty()) {
        file.custom_labels = Some(labels.clone());
    }
    if let Some(labels) = input.labels.as_ref().filter(|labels| !labels.is_empty()) {
        metadata.labels = Some(labels.clone());
    }
    if let Some(addresses) = input.addresses.as_ref().filter(|addresses| !addresses.is_empty()) {
        metadata.addresses = Some(addresses.clone());
    }
    for figure in input.figures.iter().flatten() {
        lay_figure(metadata, figure);
    }
}

/// A figure that is there gets what is given; another is added.
fn lay_figure(metadata: &mut Metadata, input: &InputFigure) {
    let figures = metadata.figures.get_or_insert_default();
    let known =
        figures.iter_mut().find(|figure| input.figure_id.is_some() && figure.figure_id == input.figure_id);
    if let Some(figure) = known {
        if input.figure_cluster_id.is_some() {
            figure.figure_cluster_id.clone_from(&input.figure_cluster_id);
        }
        if input.figure_type.is_some() {
            figure.figure_type.clone_from(&input.figure_type);
        }
    } else if figures.len() < ENTRIES_MAX {
        figures.push(Figure {
            figure_id: input.figure_id.clone(),
            figure_cluster_id: input.figure_cluster_id.clone(),
            figure_type: input.figure_type.clone(),
            ..Figure::default()
        });
    }
    metadata.figure_count = i64::try_from(figures.len()).ok();
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use assay_findings::media::Label;

    use super::*;

    fn input(uri: &str) -> InputFile {
        InputFile { uri: Some(uri.to_owned()), ..InputFile::default() }
    }

    fn refusal(input: &InputFile) -> String {
        check("Files.1", input).expect_err("refused").to_string()
    }

    #[test]
    fn what_makes_no_sense_is_refused_by_name() {
        assert!(refusal(&InputFile::default()).contains("Files.1.URI"));
        assert!(refusal(&input("http://a/b")).contains("Files.1.URI"));
        let good = input("oss://b/k");
        assert!(check("File", &good).is_ok());
        let with = |change: fn(&mut InputFile)| {
            let mut input = good.clone();
            change(&mut input);
            refusal(&input)
        };
        assert!(with(|input| input.produce_time = Some("yesterday".to_owned())).contains("ProduceTime"));
        assert!(with(|input| input.lat_long = Some("91,0".to_owned())).contains("LatLong"));
        assert!(with(|input| input.title = Some("x".repeat(4097))).contains("Title"));
        assert!(with(|input| input.labels = Some(vec![Label::default(); 101])).contains("Labels"));
        assert!(
            with(|input| input.custom_labels = Some([(String::new(), String::new())].into()))
                .contains("CustomLabels")
        );
    }

    #[test]
    fn empty_lists_and_texts_were_not_given() {
        let mut file = File {
            custom_id: Some("mine".to_owned()),
            custom_labels: Some(BTreeMap::from([("a".to_owned(), "1".to_owned())])),
            ..File::default()
        };
        let before = file.clone();
        let nothing = InputFile {
            custom_id: Some(String::new()),
            custom_labels: Some(BTreeMap::new()),
            labels: Some(Vec::new()),
            figures: Some(Vec::new()),
            ..input("oss://b/k")
        };
        lay_over(&mut file, &nothing);
        assert_eq!(file, before);
    }

    #[test]
    fn figures_are_told_by_their_ids() {
        let figure = |id: &str, cluster: &str| InputFigure {
            figure_id: Some(id.to_owned()),
            figure_cluster_id: Some(cluster.to_owned()),
            figure_type: None,
        };
        let mut file = File::default();
        let first = InputFile { figures: Some(vec![figure("f1", "c1"), figure("f2", "c1")]), ..input("u") };
        lay_over(&mut file, &first);
        lay_over(&mut file, &InputFile { figures: Some(vec![figure("f2", "c2")]), ..input("u") });
        let clusters: Vec<_> = file
            .metadata
            .figures
            .iter()
            .flatten()
            .map(|figure| figure.figure_cluster_id.as_deref())
            .collect();
        assert_eq!(clusters, [Some("c1"), Some("c2")]);
        assert_eq!(file.metadata.figure_count, Some(2));
    }
}
