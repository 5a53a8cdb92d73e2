//! What ffprobe says, put over what was read here.

use assay_findings::media::Metadata;

use crate::place;

/// Puts ffprobe's words over those of `metadata`: of a recording's and a video's container and streams it knows more,
/// and its values are the hosted service's. What a person wrote (titles, artists), times, places, covers and lyrics are
/// kept where they are known, and taken from it where not.
pub fn merge(metadata: &mut Metadata, from_ffprobe: Metadata) {
    macro_rules! over {
        ($($field:ident),* $(,)?) => {
            $(if from_ffprobe.$field.is_some() {
                metadata.$field = from_ffprobe.$field;
            })*
        };
    }
    macro_rules! fill {
        ($($field:ident),* $(,)?) => {
            $(if metadata.$field.is_none() {
                metadata.$field = from_ffprobe.$field;
            })*
        };
    }
    let lyrics: Vec<Option<String>> =
        metadata.audio_streams.iter().flatten().map(|stream| stream.lyric.clone()).collect();
    let turns: Vec<Option<String>> =
        metadata.video_streams.iter().flatten().map(|stream| stream.rotate.clone()).collect();
    over!(
        video_width,
        video_height,
        format_name,
        format_long_name,
        stream_count,
        program_count,
        start_time,
        duration,
        bitrate,
        video_streams,
        audio_streams,
        subtitles,
    );
    fill!(
        produce_time,
        lat_long,
        title,
        artist,
        album_artist,
        album,
        composer,
        performer,
        language,
        audio_covers,
    );
    if metadata.addresses.is_none()
        && let Some(place) = metadata.lat_long.as_deref().and_then(coordinates)
    {
        let addresses = place::addresses(place);
        metadata.addresses = (!addresses.is_empty()).then_some(addresses);
        metadata.timezone = metadata.timezone.take().or_else(|| place::zone(place).map(str::to_owned));
    }
    for (stream, lyric) in metadata.audio_streams.iter_mut().flatten().zip(lyrics) {
        stream.lyric = stream.lyric.take().or(lyric);
    }
    for (stream, turn) in metadata.video_streams.iter_mut().flatten().zip(turns) {
        stream.rotate = stream.rotate.take().or(turn);
    }
}

/// The numbers of a `LatLong`.
fn coordinates(text: &str) -> Option<(f64, f64)> {
    let (latitude, longitude) = text.split_once(',')?;
    place::checked(latitude.parse().ok()?, longitude.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use assay_findings::media::AudioStream;

    use super::*;

    #[test]
    fn streams_are_ffprobes_and_words_stay() {
        let stream = |lyric: Option<&str>, codec: &str| AudioStream {
            lyric: lyric.map(str::to_owned),
            codec_name: Some(codec.to_owned()),
            ..AudioStream::default()
        };
        let mut ours = Metadata {
            media_type: Some("audio".to_owned()),
            title: Some("ours".to_owned()),
            duration: Some(1.0),
            audio_streams: Some(vec![stream(Some("la"), "mp2")]),
            ..Metadata::default()
        };
        let theirs = Metadata {
            title: Some("theirs".to_owned()),
            artist: Some("Jane".to_owned()),
            duration: Some(2.0),
            audio_streams: Some(vec![stream(None, "mp3")]),
            ..Metadata::default()
        };
        merge(&mut ours, theirs);
        assert_eq!(ours.title.as_deref(), Some("ours"));
        assert_eq!(ours.artist.as_deref(), Some("Jane"));
        assert_eq!(ours.duration, Some(2.0));
        assert_eq!(ours.audio_streams, Some(vec![stream(Some("la"), "mp3")]));
    }
}
