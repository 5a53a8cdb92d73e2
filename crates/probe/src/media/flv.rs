//! FLV (Adobe FLV 10.1): the script data `onMetaData`, and the codecs of the first tags.

use super::{audio, finish, format, layout, micros, video};
use crate::{
    bytes::{array, u16_be},
    found::Found,
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
        let len = u32::from_be_bytes([0, head[1], head[2], head[3]]);
        match head[0] & 31 {
            8 if found.metadata.audio_streams.is_none() => sound(head[11], found),
            9 if found.metadata.video_streams.is_none() => {
                let codec = match head[11] & 15 {
                    2 => Some("flv1"),
                    4 => Some("vp6f"),
                    7 => Some("h264"),
                    12 => Some("hevc"),
                    _ => None,
                };
                found.metadata.video_streams = Some(vec![video(0, codec)]);
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
    let pictures = found.metadata.video_streams.is_some();
    if let Some(stream) = found.metadata.audio_streams.as_mut().and_then(|streams| streams.first_mut()) {
        stream.index = Some(i64::from(pictures));
    }
    finish(found, source.size(), ("video/x-flv", "video/x-flv"));
    found.is("video", "video/x-flv");
    result
}

fn sound(flags: u8, found: &mut Found) {
    let codec = match flags >> 4 {
        2 => Some("mp3"),
        10 => Some("aac"),
        11 => Some("speex"),
        _ => None,
    };
    let mut stream = audio(1, codec);
    // AAC's own configuration has its rate and channels; these flags say always 44 kHz and stereo then.
    if codec != Some("aac") {
        stream.sample_rate = [5512, 11_025, 22_050, 44_100].get(usize::from(flags >> 2 & 3)).copied();
        stream.channels = Some(i64::from(flags & 1) + 1);
        stream.channel_layout = stream.channels.and_then(layout);
    }
    found.metadata.audio_streams = Some(vec![stream]);
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
            2 => at += 2 + usize::from(u16_be(bytes, at)?),
            _ => return None,
        }
    }
    Some(())
}

#[expect(clippy::cast_possible_truncation, reason = "between 1 and 65535")]
fn side(number: f64) -> Option<i64> {
    (1.0..65536.0).contains(&number).then_some(number as i64)
}
