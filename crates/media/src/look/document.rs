//! `ExtractDocumentText`.

use assay_findings::media::ProbeTask;
use assay_wire::imm::{ExtractDocumentTextReply, ExtractDocumentTextRequest};

use super::open::headers;
use crate::{Caller, Media, MediaError};

/// The largest document, and the longest text that is answered, in bytes.
const DOCUMENT_MAX_BYTES: u64 = 200 << 20;
const TEXT_MAX_BYTES: u64 = 2 << 20;
/// The longest name of a document's type.
const TYPE_MAX_BYTES: usize = 16;

impl Media {
    /// A document's text, up to 2 MB of it.
    ///
    /// # Errors
    /// `ResourceNotFound` for the project and the file, `InvalidArgument` for more than 200 MB and for what has no text.
    pub async fn extract_document_text(
        &self,
        caller: &Caller,
        request: ExtractDocumentTextRequest,
    ) -> Result<ExtractDocumentTextReply, MediaError> {
        let project = Some(request.project_name.as_str());
        let (head, file) = self.open_one(caller, project, "SourceURI", Some(&request.source_uri)).await?;
        if head.size_bytes > DOCUMENT_MAX_BYTES {
            return Err(MediaError::invalid("SourceURI", "a document has at most 200 MB"));
        }
        let name = named(&head.filename, request.source_type.as_deref())?;
        let task = ProbeTask { name: Some(name), text_max_bytes: TEXT_MAX_BYTES, ..headers(&head) };
        let report = self.look(&head, file, task).await?;
        let Some(text) = report.text else {
            let why = report.damage.unwrap_or_else(|| "the file is not a document with a text".to_owned());
            return Err(MediaError::invalid("SourceURI", why));
        };
        Ok(ExtractDocumentTextReply { document_text: Some(text), request_id: caller.request_id })
    }
}

/// The document's name, with the extension that the client says it has.
fn named(filename: &str, source_type: Option<&str>) -> Result<String, MediaError> {
    let Some(extension) =
        source_type.map(|text| text.trim_start_matches('.')).filter(|text| !text.is_empty())
    else {
        return Ok(filename.to_owned());
    };
    if extension.len() > TYPE_MAX_BYTES || !extension.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(MediaError::invalid("SourceType", "it is an extension, such as docx"));
    }
    Ok(format!("{filename}.{}", extension.to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_type_is_an_extension() {
        assert_eq!(named("a", Some(".DOCX")).expect("a name"), "a.docx");
        assert_eq!(named("a.txt", Some("")).expect("a name"), "a.txt");
        assert!(named("a", Some("../x")).is_err() && named("a", Some(&"x".repeat(17))).is_err());
    }
}
