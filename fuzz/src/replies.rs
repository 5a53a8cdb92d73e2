//! What a worker answers: it may have been taken over by the file that it was looking at.

use assay_findings::{Ext, Finding};
use assay_protocol::{Reply, frame};

/// The longest reply that is looked at here.
const MAX_BYTES: u64 = 1 << 20;

/// The body of a frame. What can be read can be written and read again, and told to a client.
pub fn reply(data: &[u8]) {
    let Ok(reply) = frame::decode::<Reply>(data) else { return };
    let framed = frame::encode(&reply, MAX_BYTES).expect("what was read is not too long to write");
    let header = framed.first_chunk().expect("a header");
    let length = frame::body_len(*header, MAX_BYTES).expect("within the limit");
    let again: Reply = frame::decode(&framed[framed.len() - length..]).expect("its own text");
    assert_eq!(again, reply);
    if let Ok(Finding::Examined(report)) = &reply.result {
        let text = Ext::from(&report.file).to_text();
        assert!(text.starts_with('{') && text.ends_with('}'), "{text}");
    }
}
