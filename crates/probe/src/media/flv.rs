//! FLV (Adobe FLV 10.1): the script data `onMetaData`, and the codecs of the first tags.

use assay_findings::media::{AudioStream, VideoStream};

use super::{audio, finish, format, layout, micros, video};
use crate::{
    bytes::{array, text, u16_be},
    found::{Found, first},
    source::{Source, Stop},
};

/// The most tags that are looked at, and the most names of the script data.
const TAGS_MAX: usize = 20;
const NAMES_MAX: usize = 100;
const SCRIPT_BYTES_MAX: usize = 64 << 10;

#[derive(Default)]
struct Script {
    width: Option<i64>,
    height: Option<i64>,
}

pub(crate) fn read(source: &mut Source<'_>, found: &mut Found) -> Result<(), Stop> {
    format(found, "flv", "FLV (Flash Video)");
    found.is("video", "video/x-flv");
    let mut at = u64::from(source.u32_be(5)?) + 4;
    let mut script = Script::default();
    let mut result = Ok(());
    for _ in 0..TAGS_MAX {
        let Ok(head) = source.array::<13>(at) else { break };
        let [kind, a, b, c, .., flags, _] = head;
        let len = u32::from_be_bytes([0, a, b, c]);
        // Streams count as they come.
        let metadata = &mut found.metadata;
        let index =
            usize::from(metadata.audio_streams.is_some()) + usize::from(metadata.video_streams.is_some());
        match kind & 31 {
            8 if metadata.audio_streams.is_none() => metadata.audio_streams = Some(vec![sound(index, flags)]),
            9 if metadata.video_streams.is_none() => {
                metadata.video_streams = Some(vec![pictures(index, flags)]);
            }
            18 => {
                let len = usize::try_from(len).unwrap_or_default().min(SCRIPT_BYTES_MAX);
                names(source.some(at + 11, len)?, &mut script, found);
            }
            _ => {}
        }
        at += 15 + u64::from(len);
        if at > source.size() + 4 {
            result = Err(Stop::Cut);
            break;
        }
    }
    if let Some(stream) = found.metadata.video_streams.as_mut().and_then(|streams| streams.first_mut()) {
        (stream.width, stream.height) = (script.width, script.height);
    }
    finish(found, source.size(), ("video/x-flv", "video/x-flv"));
    found.is("video", "video/x-flv");
    result
}

fn pictures(index: usize, flags: u8) -> VideoStream {
    let codec = match flags & 15 {
        2 => Some("flv1"),
        4 => Some("vp6f"),
        7 => Some("h264"),
        12 => Some("hevc"),
        _ => None,
    };
    video(index, codec)
}

fn sound(index: usize, flags: u8) -> AudioStream {
    let codec = match flags >> 4 {
        2 => Some("mp3"),
        10 => Some("aac"),
        11 => Some("speex"),
        _ => None,
    };
    let mut stream = audio(index, codec);
    // AAC's own configuration has its rate and channels; these flags say always 44 kHz and stereo then.
    if codec != Some("aac") {
        stream.sample_rate = [5512, 11_025, 22_050, 44_100].get(usize::from(flags >> 2 & 3)).copied();
        stream.channels = Some(i64::from(flags & 1) + 1);
        stream.channel_layout = stream.channels.and_then(layout);
    }
    stream
}

/// AMF0: a name, and an array of names with numbers and other values. What is no number, truth or text ends it.
fn names(bytes: &[u8], script: &mut Script, found: &mut Found) -> Option<()> {
    // A string: its mark, its length, `onMetaData`; an array: its mark and a count.
    let mut at = 3 + usize::from(u16_be(bytes, 1)?);
    at += match bytes.get(at)? {
        8 => 5,
        3 => 1,
        _ => return None,
    };
    for _ in 0..NAMES_MAX {
        let len = usize::from(u16_be(bytes, at)?);
        let name = bytes.get(at + 2..at + 2 + len)?;
        at += 2 + len;
        let mark = *bytes.get(at)?;
        at += 1;
        match mark {
            0 => {
                let number = f64::from_be_bytes(array(bytes, at)?);
                at += 8;
                match name {
                    b"duration" if number > 0.0 && number.is_finite() => {
                        found.metadata.duration = Some(micros(number));
                    }
                    b"width" => script.width = side(number),
                    b"height" => script.height = side(number),
                    _ => {}
                }
            }
            1 => at += 1,
            2 => {
                let len = usize::from(u16_be(bytes, at)?);
                let value = bytes.get(at + 2..at + 2 + len)?;
                at += 2 + len;
                if name == b"title" {
                    first(&mut found.metadata.title, text(value));
                }
            }
            _ => return None,
        }
    }
    Some(())
}

#[expect(clippy::cast_possible_truncation, reason = "between 1 and 65535")]
fn side(number: f64) -> Option<i64> {
    (1.0..65536.0).contains(&number).then_some(number as i64)
}
