//! Looking at one file at once, without a dataset.
//!
//! The file is opened, handed to the sandbox, and what is found is answered; nothing is kept. What this machine has no
//! means for is refused with what would give them.

mod document;
mod model;
mod open;
mod picture;

use assay_wire::imm::{DetectMediaMetaReply, DetectMediaMetaRequest};

use crate::{Caller, Media, MediaError};

impl Media {
    /// What a file says about itself.
    ///
    /// # Errors
    /// `ResourceNotFound` for the project and the file, `InvalidArgument` for a file of which nothing can be told.
    pub async fn detect_media_meta(
        &self,
        caller: &Caller,
        request: DetectMediaMetaRequest,
    ) -> Result<DetectMediaMetaReply, MediaError> {
        let project = request.project_name.as_deref();
        let (head, file) = self.open_one(caller, project, "SourceURI", request.source_uri.as_deref()).await?;
        let report = self.look(&head, file, open::headers(&head)).await?;
        let metadata = report.metadata;
        if metadata.media_type.is_none() && metadata.content_type.is_none() {
            let why = report.damage.unwrap_or_else(|| "it is of no known kind".to_owned());
            return Err(MediaError::invalid("SourceURI", why));
        }
        Ok(DetectMediaMetaReply {
            request_id: caller.request_id,
            size: i64::try_from(head.size_bytes).ok(),
            addresses: metadata.addresses,
            album: metadata.album,
            album_artist: metadata.album_artist,
            artist: metadata.artist,
            audio_streams: metadata.audio_streams,
            bitrate: metadata.bitrate,
            composer: metadata.composer,
            duration: metadata.duration,
            format_long_name: metadata.format_long_name,
            format_name: metadata.format_name,
            language: metadata.language,
            lat_long: metadata.lat_long,
            performer: metadata.performer,
            produce_time: metadata.produce_time,
            program_count: metadata.program_count,
            start_time: metadata.start_time,
            stream_count: metadata.stream_count,
            subtitles: metadata.subtitles,
            title: metadata.title,
            video_height: metadata.video_height,
            video_streams: metadata.video_streams,
            video_width: metadata.video_width,
        })
    }
}
